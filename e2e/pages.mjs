// The twenty main pages, as they look on a phone and on a desk: one picture each in e2e/out/main, and a table of what
// a first visit costs. A citizen's page has to come with at most 60 KB and two requests beyond itself.
//
//   node pages.mjs

import assert from 'node:assert/strict';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser, Person } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { signIn } from './looks.mjs';

const out = path.join(path.dirname(fileURLToPath(import.meta.url)), 'out', 'main');
/** What a citizen's page may weigh with everything, as it travels. */
const MOST_BYTES = 60_000;
/** How many more things it may ask for. */
const MOST_REQUESTS = 2;

const CITIZEN = 'citizen';
/** Name of the picture, who looks, where; a function finds what has no fixed address. */
const PAGES = [
  ['trang-chu', CITIZEN, '/'],
  ['tim-thu-tuc', CITIZEN, '/thu-tuc?tu=dang+ky'],
  ['thu-tuc', CITIZEN, '/thu-tuc/1.001193'],
  ['su-kien', CITIZEN, '/su-kien/co-con'],
  ['bat-dau', CITIZEN, '/nop/1.001193'],
  ['cau-hoi', CITIZEN, begin],
  ['tra-cuu', CITIZEN, '/tra-cuu'],
  ['lay-so', CITIZEN, '/lay-so/H42.191'],
  ['bang-goi', CITIZEN, '/bang-goi/H42.191'],
  ['dat-lich', CITIZEN, '/dat-lich/H42.191'],
  ['dang-nhap', CITIZEN, '/dang-nhap-nguoi-dan'],
  ['ban-lam-viec', 'officer', '/ban-lam-viec'],
  ['ho-so', 'officer', firstDossier],
  ['tiep-nhan', 'clerk', '/tiep-nhan'],
  ['hang-doi', 'clerk', '/hang-doi'],
  ['khoi-luong', 'leader', '/ban-lam-viec/khoi-luong'],
  ['bao-cao', 'leader', '/bao-cao/tien-do'],
  ['soan-quy-trinh', 'keeper', '/soan/1.001193'],
  ['quan-tri', 'administrator', '/quan-tri/can-bo'],
  ['bo-thanh-phan', 'keeper', '/bo-thanh-phan'],
];

async function begin(person) {
  await person.open('/nop/1.001193');
  await person.press('Bắt đầu');
}

async function firstDossier(person) {
  await person.open('/ban-lam-viec?muc=tat-ca');
  await person.leavesAfter(() => person.page.locator('main table a').first().click());
}

/** Bytes and requests of a page for somebody who comes for the first time. */
async function cost(browser, base, screen, address) {
  const person = await Person.sitDown(browser, base, { screen, script: true, who: 'newcomer' });
  const session = await person.context.newCDPSession(person.page);
  await session.send('Network.enable');
  const seen = { bytes: 0, requests: 0 };
  session.on('Network.loadingFinished', (event) => {
    seen.bytes += event.encodedDataLength;
    seen.requests += 1;
  });
  await person.page.goto(address, { waitUntil: 'networkidle' });
  await person.leave();
  return seen;
}

await rm(out, { recursive: true, force: true });
const demo = await startDemo(400);
const { browser, close } = await openBrowser();
const faults = [];
try {
  for (const screen of ['phone', 'desktop']) {
    await mkdir(path.join(out, screen), { recursive: true });
    const people = {};
    for (const [place, [title, who, where]] of PAGES.entries()) {
      if (!people[who]) {
        people[who] = await Person.sitDown(browser, demo.base, { screen, script: true, who });
        if (who !== CITIZEN) await signIn(people[who], demo.accounts[who], demo.password);
      }
      const person = people[who];
      if (typeof where === 'function') await where(person);
      else await person.open(where);
      await person.look(title);
      const file = `${String(place + 1).padStart(2, '0')}-${title}.png`;
      await person.page.screenshot({ path: path.join(out, screen, file), fullPage: true });
      if (who === CITIZEN && typeof where === 'string' && screen === 'phone') {
        const { bytes, requests } = await cost(browser, demo.base, screen, where);
        console.log(`${where.padEnd(24)} ${String(bytes).padStart(6)} bytes, ${requests - 1} requests beyond the page`);
        if (bytes > MOST_BYTES || requests - 1 > MOST_REQUESTS) faults.push(`${where}: ${bytes} bytes, ${requests - 1} requests`);
      }
    }
    for (const person of Object.values(people)) {
      faults.push(...person.faults);
      await person.leave();
    }
  }
} finally {
  await close();
  await demo.stop();
  await demo.forget();
}
assert.equal(faults.length, 0, faults.join('\n'));
console.log(`${PAGES.length} pages on two screens, pictures in ${path.relative(process.cwd(), out)}`);
