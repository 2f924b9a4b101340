// More than a password: an app by its key in text, without script; passkeys with the browser's own authenticator.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code an app would show for a key as people type it (RFC 6238). */
export function codeOf(key, at = Date.now()) {
  const bits = [...key.replace(/\s/g, '')].map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigInt64BE(BigInt(Math.floor(at / 30_000)));
  const tag = createHmac('sha1', secret).update(step).digest();
  const place = tag[tag.length - 1] & 15;
  return String((tag.readUInt32BE(place) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The second step of the demo's leaders and administrators: their code is shown. No code is taken twice, so the next may have to be waited for. */
export async function secondStep(person) {
  const { page } = person;
  for (let tries = 0; new URL(page.url()).pathname === '/dang-nhap/xac-minh'; tries += 1) {
    assert.ok(tries < 8, `${person.name}: the code is taken`);
    if (tries === 0) await person.look('xác minh đăng nhập');
    else await page.waitForTimeout(8_000);
    if (tries > 0) await person.open(page.url().includes('?') ? page.url() : '/dang-nhap/xac-minh?tiep=');
    await page.getByLabel('Mã 6 số').fill(await page.locator('.demo-code').innerText());
    await person.press('Tiếp tục');
  }
}

async function give(person, login, password) {
  await person.open('/dang-nhap');
  await person.page.getByLabel('Tên đăng nhập').fill(login);
  await person.page.getByLabel('Mật khẩu').fill(password);
  await person.press('Đăng nhập');
}

/** An officer adds an app, signs in with it, uses a recovery code, takes the app out again. */
export async function useAnApp(officer, login, password) {
  const { page } = officer;
  await officer.open('/bao-mat');
  await officer.look('bảo mật, chỉ có mật khẩu');
  await officer.follow('Thêm ứng dụng xác thực');
  if (new URL(page.url()).pathname === '/bao-mat/xac-nhan') {
    await officer.look('xác nhận lại là bạn');
    await page.getByLabel('Mật khẩu').fill(password);
    await officer.press(/^Xác nhận$/);
  }
  const key = await page.locator('p.secret').innerText();
  await page.getByLabel('Mã 6 số').fill('000000');
  await officer.press(/^Thêm$/);
  assert.match(await page.title(), /^Lỗi/, `${officer.name}: a wrong first code is refused`);
  assert.equal(await page.locator('p.secret').innerText(), key, `${officer.name}: the key stays`);
  await officer.look('thêm ứng dụng xác thực');
  await page.getByLabel('Mã 6 số').fill(codeOf(key));
  await officer.press(/^Thêm$/);
  const codes = await page.locator('ol.secret li').allInnerTexts();
  assert.equal(codes.length, 10, `${officer.name}: ten recovery codes`);
  await officer.look('mã khôi phục');
  await officer.follow('Đã cất mã');
  await officer.look('bảo mật');
  await officer.press('Đăng xuất');
  await give(officer, login, password);
  await officer.look('xác minh bằng ứng dụng');
  // The code that confirmed the app was taken; the one after it is half a minute ahead, and forgiven.
  await page.getByLabel('Mã 6 số').fill(codeOf(key, Date.now() + 30_000));
  await officer.press('Tiếp tục');
  assert.equal(new URL(page.url()).pathname, '/ban-lam-viec', `${officer.name}: the code of the app opens`);
  await officer.press('Đăng xuất');
  await give(officer, login, password);
  await page.locator('summary').click();
  await page.getByLabel('Mã khôi phục').fill(codes[0]);
  await officer.press('Dùng mã khôi phục');
  assert.equal(new URL(page.url()).pathname, '/ban-lam-viec', `${officer.name}: a recovery code opens`);
  await officer.open('/bao-mat');
  assert.match(await officer.reads(), /Còn 9 mã/, `${officer.name}: one code fewer`);
  await page.locator('main table details summary').first().click();
  await officer.look('sửa cách xác minh');
  await officer.press(/^Bỏ/);
  assert.match(await officer.reads(), /chỉ có mật khẩu/, `${officer.name}: the app is gone`);
  await officer.open('/bao-mat/mat-khau');
  await officer.look('đổi mật khẩu');
}

/** A passkey of the browser's own authenticator: added, used after the password, then alone. `person` is at localhost. */
export async function useAPasskey(person, login, password) {
  const { page } = person;
  const devtools = await person.context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  await give(person, login, password);
  await secondStep(person);
  await person.open('/bao-mat/khoa');
  await person.look('thêm khoá truy cập');
  await page.getByLabel('Tên, để bạn nhận ra').fill('Máy của phép thử');
  await person.press('Thêm khoá truy cập');
  await person.open('/bao-mat');
  assert.match(await person.reads(), /Máy của phép thử/, `${person.name}: the passkey is listed`);
  await person.look('bảo mật, có khoá truy cập');
  await person.press('Đăng xuất');
  await give(person, login, password);
  await person.look('xác minh bằng khoá');
  await person.press('Dùng khoá truy cập');
  assert.equal(new URL(page.url()).pathname, '/ban-lam-viec', `${person.name}: the passkey is a second factor`);
  await person.press('Đăng xuất');
  await person.open('/dang-nhap');
  await person.press('Đăng nhập bằng khoá truy cập');
  assert.equal(new URL(page.url()).pathname, '/ban-lam-viec', `${person.name}: the passkey signs in alone`);
  await person.open('/bao-mat');
  const mine = page.locator('main tr', { hasText: 'Máy của phép thử' });
  await mine.locator('summary').click();
  await person.leavesAfter(() => mine.getByRole('button', { name: /^Bỏ/ }).click());
  assert.doesNotMatch(await person.reads(), /Máy của phép thử/, `${person.name}: the passkey is gone`);
}
