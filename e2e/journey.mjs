// The life of one dossier in a real browser: a citizen applies, a clerk receives, an officer asks for a paper,
// the citizen brings it, the leader signs, the result is handed over, the report counts it, the ledger is whole.
// Around it the office: numbers are called, lists worked off, accounts made. Lived four times: on a phone and on a desk, with JavaScript and without. Every page is checked (WCAG 2.1 AA).
//
//   node journey.mjs                  the test
//   node journey.mjs --screenshots    the same, and a picture of every page in e2e/out

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBrowser, Person } from './browser.mjs';
import { startDemo } from './demo.mjs';
import { addTrades, apply, ask, bringPaper, forward, handOver, rate, receive, sign } from './acts.mjs';
import { keepProcedures } from './editor.mjs';
import { goTogether } from './linked.mjs';
import { administer, queueUp, receiveByKeyboard, workAtTheDesk } from './office.mjs';
import { lookAtCoverage, welcomePatients } from './clinic.mjs';
import { useAnApp, useAPasskey } from './factors.mjs';
import { figures, lookAround, lookAroundAtTheDesk, signIn } from './looks.mjs';

const out = path.join(path.dirname(fileURLToPath(import.meta.url)), 'out');
const shots = process.argv.includes('--screenshots') ? out : undefined;
if (shots) await rm(out, { recursive: true, force: true });

const demo = await startDemo(400);
const { browser, close } = await openBrowser();
const faults = [];
let looked = 0;

async function live(screen, script) {
  const sit = async (who) => Person.sitDown(browser, demo.base, { screen, script, who, shots });
  const citizen = await sit('citizen');
  const [clerk, officer, leader] = [await sit('clerk'), await sit('officer'), await sit('leader')];
  const [admin, keeper, receptionist] = [await sit('administrator'), await sit('keeper'), await sit('receptionist')];
  const people = [citizen, clerk, officer, leader, admin, keeper, receptionist];
  await signIn(clerk, demo.accounts.clerk, demo.password);
  await signIn(officer, demo.accounts.officer, demo.password);
  await signIn(leader, demo.accounts.leader, demo.password);
  await signIn(admin, demo.accounts.administrator, demo.password);
  await signIn(keeper, demo.accounts.keeper, demo.password);
  const before = await figures(leader);

  await lookAround(citizen);
  const { code, key } = await apply(citizen);
  await receive(clerk, code);
  await ask(officer, code);
  await bringPaper(citizen, code, key);
  await forward(officer, code);
  await sign(leader, code);
  await handOver(clerk, code);
  await citizen.open(`/tra-cuu/${code}`);
  assert.match(await citizen.reads(), /đã trả kết quả/i, `${citizen.name}: the citizen sees his result handed over`);
  await citizen.look('đã trả kết quả');
  await rate(citizen);
  await addTrades(citizen);

  const after = await figures(leader);
  assert.equal(after.received - before.received, 1, `${leader.name}: the report counts one more received`);
  assert.equal(after.settled - before.settled, 1, `${leader.name}: the report counts one more settled`);
  await lookAroundAtTheDesk(clerk, leader, code);
  await goTogether(citizen, clerk, officer, leader);
  await queueUp(citizen, clerk);
  await workAtTheDesk(officer, leader, clerk, code);
  await administer(admin, `thu-${screen}-${script ? 'co' : 'khong'}`);
  await keepProcedures(keeper);
  await useAnApp(officer, demo.accounts.officer, demo.password);
  if (script) {
    // Browsers give passkeys to this machine by its name, not by its number.
    const byName = demo.base.replace('127.0.0.1', 'localhost');
    const holder = await Person.sitDown(browser, byName, { screen, script, who: 'passkey', shots });
    people.push(holder);
    await useAPasskey(holder, demo.accounts.leader, demo.password);
  }
  const keys = screen === 'desktop' ? await receiveByKeyboard(clerk) : 0;
  if (keys) console.log(`received at the counter with ${keys} keys beyond the data`);
  await lookAtCoverage(citizen);
  const handKeys = await welcomePatients(receptionist, demo);
  console.log(`a patient at the clinic: no key for a scanned card, ${handKeys} beyond the data for a typed one`);
  for (const person of people) {
    faults.push(...person.faults);
    looked += person.looked;
    await person.leave();
  }
  console.log(`${screen}, ${script ? 'with' : 'without'} JavaScript: ${code} lived from application to hand-over`);
}

try {
  for (const screen of ['phone', 'desktop']) for (const script of [true, false]) await live(screen, script);
  assert.match(await demo.ask('ledger', 'verify'), /nguyên vẹn/, 'the ledger is whole while the office works');
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh' }).format(new Date());
  const report = ['report', 'progress', '--from', `${today.slice(0, 4)}-01-01`, '--to', today, '--json'];
  assert.equal(await demo.ask(...report, '--recount'), await demo.ask(...report), 'totals and dossiers tell the same');
  await demo.stop();
  console.log((await demo.ask('ledger', 'verify')).trim());
} finally {
  await close();
  await demo.stop();
  await demo.forget();
}
assert.equal(faults.length, 0, `${faults.length} faults on the way:\n  ${[...new Set(faults)].join('\n  ')}`);
console.log(`${looked} pages looked at, none with a fault`);
