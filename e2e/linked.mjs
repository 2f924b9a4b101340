// One application for several procedures: declared once, followed as one, each dossier born when it can be.

import assert from 'node:assert/strict';
import { answer, forward, handOver, receive, sign } from './acts.mjs';

/** *Liên thông*: from the life event to the dossiers that were born of the birth certificate. */
export async function goTogether(citizen, clerk, officer, leader) {
  const { page } = citizen;
  await citizen.open('/su-kien/co-con');
  await citizen.follow(/^Liên thông: đăng ký khai sinh/);
  await citizen.look('thủ tục liên thông');
  await citizen.follow('Nộp hồ sơ trực tuyến');
  assert.match(await citizen.reads(), /thành 3 hồ sơ/, `${citizen.name}: it is told what one application becomes`);
  await citizen.press('Bắt đầu');
  const asked = [];
  for (let pages = 0; pages < 50 && !page.url().endsWith('/kiem-tra'); pages += 1) {
    asked.push(await page.locator('h1').innerText());
    await answer(citizen);
  }
  assert.equal(new Set(asked).size, asked.length, `${citizen.name}: each question is asked once`);
  await citizen.look('kiểm tra lại, liên thông');
  await citizen.follow('Về bản nháp');
  await citizen.look('bản nháp, liên thông');
  await citizen.follow('Kiểm tra và nộp');
  await citizen.press('Nộp hồ sơ');
  const code = (await citizen.reads()).match(/[A-Z]\d\d(?:\.\d+)*-\d{6}-\d{4,}/)?.[0];
  assert.ok(code, `${citizen.name}: a code is given`);
  await citizen.look('đã nộp, liên thông');
  await citizen.open(`/tra-cuu/${code}/lien-thong`);
  assert.equal((await citizen.reads()).match(/Chưa làm được/g)?.length, 2, `${citizen.name}: two wait for the birth`);
  await citizen.look('hành trình, đang chờ');
  await receive(clerk, code);
  await forward(officer, code);
  await sign(leader, code);
  await handOver(clerk, code);
  await clerk.open(`/ho-so/${code}`);
  assert.match(await clerk.reads(), /Thuộc thủ tục liên thông/, `${clerk.name}: the desk sees the others`);
  await clerk.look('hồ sơ liên thông ở bàn làm việc');
  await citizen.open(`/tra-cuu/${code}/lien-thong`);
  assert.match(await citizen.reads(), /Đã xong 1 trong 3 hồ sơ/, `${citizen.name}: the others are born`);
  await citizen.look('hành trình, đã đi tiếp');
  await citizen.follow('Thẻ bảo hiểm y tế');
  assert.match(await citizen.reads(), /Hẹn trả kết quả/, `${citizen.name}: the same key opens it, its clock runs`);
  await citizen.look('hồ sơ đi tiếp');
}
