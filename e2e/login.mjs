// Citizens sign in: by the demo's choice of made-up people, and by a real identity provider (idp.mjs) over another site.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Person, findChromium, openBrowser } from './browser.mjs';
import { findProgram, startDemo } from './demo.mjs';
import { SECRET, startProvider } from './idp.mjs';

const DOOR = '/dang-nhap-nguoi-dan';
const here = path.dirname(fileURLToPath(import.meta.url));
const shots = process.argv.includes('--screenshots') ? path.join(here, 'screenshots', 'login') : undefined;
if (shots) await mkdir(shots, { recursive: true });

/** A browser without a screen: follows no redirection by itself, keeps cookies by host. */
class Walker {
  constructor() {
    this.jars = {};
  }

  async get(address) {
    const { host } = new URL(address);
    const jar = (this.jars[host] ??= {});
    const cookie = Object.entries(jar).map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(address, { redirect: 'manual', headers: cookie ? { cookie } : {} });
    for (const line of answer.headers.getSetCookie()) {
      const [pair, ...rest] = line.split(';');
      const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      const gone = value === '' || rest.some((part) => /max-age=0\b|expires=thu, 01 jan 1970/i.test(part));
      if (gone) delete jar[name];
      else jar[name] = value;
    }
    const to = answer.headers.get('location');
    return { status: answer.status, text: await answer.text(), to: to && new URL(to, address).href };
  }

  /** Follows until something else than a redirection comes back, or until an address `stop` says yes to. */
  async follow(address, stop = () => false) {
    for (let turn = 0; turn < 12; turn += 1) {
      if (stop(address)) return { address };
      const answer = await this.get(address);
      if (!answer.to) return { ...answer, address };
      address = answer.to;
    }
    throw new Error(`led in circles at ${address}`);
  }

  /** Signs in as somebody at the provider; stops before the address that leads back is opened, if asked to. */
  async comeBack(base, who, { next = '/tai-khoan', stop = () => false } = {}) {
    const asked = await this.follow(`${base}${DOOR}/di?tiep=${encodeURIComponent(next)}`);
    assert.match(asked.address, /\/interaction\//, `${asked.status} ${asked.address}`);
    return this.follow(`${asked.address}?who=${who}`, stop);
  }
}

function hasChromium() {
  try {
    return Boolean(findChromium());
  } catch {
    return false;
  }
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Serves the folder of a demo for real, with a provider. */
async function serve(data, port, words, secret) {
  const environment = { ...process.env };
  delete environment.MOTCUA_LOGIN_SECRET;
  if (secret) environment.MOTCUA_LOGIN_SECRET = secret;
  const child = spawn(findProgram(), ['serve', '--data', data, '--listen', `127.0.0.1:${port}`, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environment,
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  for await (const line of createInterface({ input: child.stdout })) if (line.includes('Ctrl-C')) break;
  return async () => {
    child.kill('SIGTERM');
    await ended;
  };
}

/** One way to sign and to show who asks, from the door to the account. */
async function walk(base, client) {
  const citizen = new Walker();
  const account = await citizen.comeBack(base, 'uoc');
  for (const part of ['Nguyễn Thị Ước (mẫu)', '037 190 000 000', '21/03/1990', '0900000001', 'Mức độ 2']) {
    assert.ok(account.text.includes(part), `${client}: the account shows ${part}`);
  }
  const body = await new Walker().comeBack(base, 'cong-ty');
  assert.ok(body.text.includes('Công ty TNHH Ví Dụ Hoa Lư (mẫu)') && body.text.includes('2700000009'), client);
}

/** What must not let anybody in. */
async function refuse(base, issuer) {
  const isBack = (address) => address.startsWith(`${base}${DOOR}/tro-ve`);
  const owner = new Walker();
  const { address } = await owner.comeBack(base, 'uoc', { stop: isBack });
  const refused = async (walker, where, said) => {
    const answer = await walker.get(where);
    assert.ok(answer.status >= 400 && answer.text.includes(said), `${answer.status} at ${new URL(where).pathname}`);
    assert.equal(walker.jars[new URL(base).host]?.motcua_tai_khoan, undefined, 'nobody is signed in');
  };
  await refused(new Walker(), address, 'Lần đăng nhập này đã cũ');
  const other = new Walker();
  await other.comeBack(base, 'thu', { stop: isBack });
  await refused(other, address, 'Lần đăng nhập này đã cũ');
  const mixed = new Walker();
  const mine = await mixed.comeBack(base, 'uoc', { stop: isBack });
  await refused(mixed, mine.address.replace(encodeURIComponent(issuer), 'https%3A%2F%2Fevil.example'), 'Lần đăng nhập này đã cũ');
  // The same address twice, by the same browser with what it held before.
  const held = { ...owner.jars[new URL(base).host] };
  assert.equal((await owner.get(address)).status, 303, 'its owner comes in');
  const again = new Walker();
  again.jars[new URL(base).host] = held;
  await refused(again, address, 'Lần đăng nhập này đã cũ');
  for (const [who, said] of [['thu', 'chưa đủ mức độ bảo đảm'], ['vo-danh', 'chưa đủ thông tin'], ['nobody', 'Bạn chưa đăng nhập']]) {
    const answer = await new Walker().comeBack(base, who);
    assert.ok(answer.status >= 400 && answer.text.includes(said), `${who}: ${answer.status}`);
  }
}

/** A person on a phone and one at a desk, by the provider. */
async function inABrowser(browser, base, provider, screen) {
  const person = await Person.sitDown(browser, base, { screen, script: screen === 'phone', who: 'nguoi dan', shots });
  await person.open('/');
  await person.follow('Đăng nhập');
  await person.look('cửa đăng nhập');
  await person.follow('Tiếp tục với VNeID thử');
  assert.ok(person.page.url().startsWith(provider.issuer), 'at the provider');
  await person.page.getByRole('link', { name: 'uoc', exact: true }).click();
  await person.page.waitForURL(/\/tai-khoan$/);
  await person.look('tài khoản');
  await applies(person);
  await person.press('Đăng xuất');
  assert.match(await person.reads(), /Bạn đã đăng xuất/);
  await person.look('đã đăng xuất');
  assert.ok(await person.page.getByRole('link', { name: /Đăng xuất cả ở/ }).isVisible(), 'the provider can be left too');
  await person.leave();
  return person.faults;
}

/** Begins an application: what the account says is filled in, and may be wrong. */
async function applies(person) {
  await person.open('/nop/1.001193?co-quan=H42.191');
  await person.press('Bắt đầu');
  await person.page.getByLabel('Cho tôi').check();
  await person.press('Tiếp tục');
  assert.equal(await person.page.getByRole('textbox').first().inputValue(), 'Nguyễn Thị Ước (mẫu)', 'the name is known');
  assert.match(await person.reads(), /thông tin này sai thì sửa lại/);
  await person.look('tên điền sẵn');
  const draft = new URL(person.page.url()).pathname.split('/').slice(0, 3).join('/');
  await person.open('/tai-khoan');
  await person.look('tài khoản có bản nháp');
  assert.ok(await person.page.locator(`main a[href="${draft}"]`).isVisible(), 'the draft is the account’s');
  // Another device has no key: the account opens it.
  await person.context.clearCookies({ name: 'motcua_nhap' });
  await person.open(draft);
  assert.match(await person.reads(), /tài khoản của bạn/);
  await person.look('bản nháp mở bằng tài khoản');
}

/** The demo's door. */
async function byChoice(browser, base, screen) {
  const person = await Person.sitDown(browser, base, { screen, script: false, who: 'nguoi mau', shots });
  await person.open(DOOR);
  await person.look('chọn người mẫu');
  await person.press('Đăng nhập');
  await person.look('chưa chọn người mẫu');
  await person.page.getByLabel('Công ty TNHH Ví Dụ Hoa Lư').check();
  await person.press('Đăng nhập');
  await person.look('tài khoản doanh nghiệp');
  assert.match(await person.reads(), /2700000009/);
  await person.leave();
  return person.faults;
}

const demo = await startDemo(5);
const { browser, close } = hasChromium() ? await openBrowser() : { close: async () => {} };
if (!browser) console.log('*** NOT TRIED in a browser: no chromium ***');
const screens = browser ? ['phone', 'desktop'] : [];
const faults = [];
let provider;
let stop;
try {
  for (const screen of screens) faults.push(...(await byChoice(browser, demo.base, screen)));
  await demo.stop();
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  provider = await startProvider(`${base}${DOOR}/tro-ve`, `${base}${DOOR}`);
  for (const client of provider.clients) {
    const secret = client.endsWith('pkce') ? undefined : SECRET;
    const words = ['--login-issuer', provider.issuer, '--login-client', client, '--login-level', '2', '--login-name', 'VNeID thử'];
    stop = await serve(demo.data, port, words, secret);
    const chooser = await new Walker().get(`${base}${DOOR}`);
    assert.ok(!chooser.text.includes('name="nguoi"'), 'no choice of made-up people outside the demo');
    await walk(base, client);
    if (client === provider.clients.at(-1)) {
      await refuse(base, provider.issuer);
      for (const screen of screens) faults.push(...(await inABrowser(browser, base, provider, screen)));
      await provider.stop();
      const down = await new Walker().get(`${base}${DOOR}/di`);
      // What the provider said of itself is still believed: the browser is sent there and finds it closed. After a
      // start, nothing is known and the page says so.
      assert.equal(down.status, 303);
      await stop();
      stop = await serve(demo.data, port, words, secret);
      const closed = await new Walker().get(`${base}${DOOR}/di?tiep=/thu-tuc`);
      assert.ok(closed.status === 503 && closed.text.includes('Hệ thống định danh chưa trả lời'), `${closed.status}`);
      assert.ok(closed.text.includes('href="/thu-tuc">Quay lại trang đang làm'), 'the way back is there');
    }
    await stop();
    stop = undefined;
    console.log(`${client}: signed in and out`);
  }
} finally {
  await stop?.();
  await provider?.stop().catch(() => {});
  await close();
  await demo.stop();
  await demo.forget();
}
assert.deepEqual(faults, [], `\n${faults.join('\n')}`);
console.log('citizens sign in by choice and by a provider');
