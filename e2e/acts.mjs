// What people do with a dossier, each as one act at the screen.

import assert from 'node:assert/strict';

/** The smallest file that is a PDF by its bytes. */
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
const file = (name) => ({ name, mimeType: 'application/pdf', buffer: PDF });

const field = (person, label) => person.page.getByRole('textbox', { name: label }).first();

/** *Trang hỏi*: what is typed or chosen on a page, by the question that is its heading. */
const ANSWERS = [
  [/Cơ quan nào giải quyết/, ({ page }) => page.getByRole('combobox').selectOption({ label: 'Uỷ ban nhân dân phường Hoa Lư' })],
  [/nộp hồ sơ này cho ai/, ({ page }) => page.getByLabel('Cho tôi', { exact: true }).check()],
  [/^Họ, chữ đệm và tên của bạn/, (person) => field(person, /tên của bạn/).fill('Đỗ Thị Thử Nghiệm')],
  [/^Số định danh của bạn/, (person) => field(person, /Số định danh/).fill('001 090 000 123')],
  [/^Bạn sinh ngày nào/, (person) => date(person, '3', '4', '1990')],
  [/^Số điện thoại của bạn/, (person) => field(person, /Số điện thoại/).fill('0912 345 678')],
  [/^Bạn đang ở đâu/, (person) => field(person, /Bạn đang ở đâu/).fill('Thôn 2, phường Hoa Lư, tỉnh Ninh Bình')],
  [/^Họ và chữ đệm của bé/, (person) => field(person, /Họ và chữ đệm/).fill('ĐỖ GIA')],
  [/^Tên của bé/, (person) => field(person, /Tên của bé/).fill('BẢO')],
  [/^Bé sinh ngày nào/, (person) => date(person, '2', '11', '2026')],
  [/con trai hay con gái/, ({ page }) => page.getByLabel('Nam', { exact: true }).check()],
  [/^Bé sinh ở đâu/, (person) => field(person, /Bé sinh ở đâu/).fill('Trạm y tế phường Hoa Lư')],
  [/giấy chứng sinh không/, ({ page }) => page.getByLabel('Có giấy chứng sinh', { exact: true }).check()],
  [/^Bé theo dân tộc nào/, (person) => field(person, /dân tộc/).fill('Kinh')],
  [/^Cha mẹ của bé là ai/, ({ page }) => page.getByLabel('Biết cả cha và mẹ', { exact: true }).check()],
  [/đăng ký kết hôn với nhau/, ({ page }) => page.getByLabel('Có', { exact: true }).check()],
  [/^Số định danh của mẹ/, (person) => field(person, /Số định danh/).fill('001190000124')],
  [/^Số định danh của cha/, (person) => field(person, /Số định danh/).fill('001090000123')],
  [/bản sao trích lục/, (person) => field(person, /bản sao/).fill('2')],
  [/^Bé đăng ký thường trú ở địa chỉ/, (person) => field(person, /thường trú/).fill('Thôn 2, phường Hoa Lư')],
  [/^Chỗ ở ấy thuộc về ai/, ({ page }) => page.getByLabel('Của mình', { exact: true }).check()],
  [/^Bé nhập vào hộ của ai/, (person) => field(person, /hộ của ai/).fill('001090000123')],
  [/^Bé là gì của chủ hộ/, ({ page }) => page.getByRole('combobox').selectOption({ label: 'Con' })],
  [/^Bé đăng ký khám chữa bệnh/, (person) => field(person, /khám chữa bệnh/).fill('Trạm y tế phường Hoa Lư')],
  [/^Giấy chứng sinh/, ({ page }) => page.locator('input[type=file]').setInputFiles(file('Giấy chứng sinh.pdf'))],
];

async function date(person, day, month, year) {
  await person.page.getByLabel('Ngày', { exact: true }).fill(day);
  await person.page.getByLabel('Tháng', { exact: true }).fill(month);
  await person.page.getByLabel('Năm', { exact: true }).fill(year);
}

/** Answers the page that is shown and goes on; pages that may be left empty are. */
export async function answer(citizen) {
  const question = await citizen.page.locator('h1').innerText();
  const known = ANSWERS.find(([asked]) => asked.test(question));
  if (known) await known[1](citizen);
  await citizen.press('Tiếp tục');
}

/** *Nộp hồ sơ*: finds the procedure as people type it, forgets something, mends it, stops, goes on, hands in. */
export async function apply(citizen) {
  const { page } = citizen;
  await page.getByLabel('Tên thủ tục hoặc việc cần làm').fill('dang ky khai sinh');
  await citizen.press('Tìm');
  await citizen.look('tìm thủ tục');
  await citizen.follow(/^Đăng ký khai sinh$/);
  await citizen.look('thủ tục');
  await citizen.follow('Nộp hồ sơ trực tuyến');
  await citizen.look('bắt đầu');
  await citizen.press('Bắt đầu');
  const looked = new Set();
  for (let pages = 0; pages < 40 && !page.url().endsWith('/kiem-tra'); pages += 1) {
    const question = await page.locator('h1').innerText();
    if (question.startsWith('Số điện thoại')) await forget(citizen);
    if (question.startsWith('Bé sinh ở đâu')) await leaveAndComeBack(citizen);
    const shape = await page.locator('form .field').first().evaluate((node) => node.querySelector('input, select, textarea').type);
    if (!looked.has(shape)) await citizen.look(`câu hỏi ${shape}`);
    looked.add(shape);
    await answer(citizen);
  }
  assert.match(await citizen.reads(), /Hồ sơ chưa được nộp/, `${citizen.name}: everything is read once more`);
  assert.match(await citizen.reads(), /Giấy chứng sinh\.pdf \(/, `${citizen.name}: every file with its size`);
  await citizen.look('kiểm tra lại');
  await change(citizen);
  await citizen.press('Nộp hồ sơ');
  const text = await citizen.reads();
  const code = text.match(/[A-Z]\d\d(?:\.\d+)*-\d{6}-\d{4,}/)?.[0];
  assert.ok(code, `${citizen.name}: a code is given: ${text}`);
  const secrets = await page.locator('.secret').allInnerTexts();
  const key = secrets.map((secret) => secret.trim()).find((secret) => !secret.includes(code));
  assert.ok(key, `${citizen.name}: a follow key is given: ${text}`);
  await citizen.look('đã nộp');
  await page.goBack();
  assert.match(await citizen.reads(), new RegExp(code), `${citizen.name}: the back button leads to the same dossier`);
  return { code, key };
}

/** Goes on without an answer. */
async function forget(citizen) {
  await citizen.press('Tiếp tục');
  assert.match(await citizen.page.title(), /^Lỗi/, `${citizen.name}: a forgotten telephone number is told`);
  await citizen.look('câu hỏi, có chỗ cần sửa');
  await field(citizen, /Số điện thoại/).fill('09123');
  await citizen.press('Tiếp tục');
  assert.equal(await field(citizen, /Số điện thoại/).inputValue(), '09123', `${citizen.name}: what was typed stays`);
}

/** Stops in the middle and goes on from the first page. */
async function leaveAndComeBack(citizen) {
  await citizen.follow('Dừng ở đây, viết tiếp sau');
  await citizen.look('bản nháp');
  await citizen.open('/');
  await citizen.follow('Đăng ký khai sinh');
  await citizen.follow('Viết tiếp');
  assert.match(await citizen.page.locator('h1').innerText(), /Bé sinh ở đâu/, `${citizen.name}: back where he stopped`);
}

/** Changes one answer and is back at the check at once. */
async function change(citizen) {
  await citizen.follow(/^Sửa Tên của bé/);
  await field(citizen, /Tên của bé/).fill('BẢO AN');
  await citizen.press('Tiếp tục');
  assert.match(await citizen.reads(), /BẢO AN/, `${citizen.name}: straight back to the check`);
}

async function open(person, code) {
  await person.open(`/ho-so/${code}`);
}

/** Opens the small form of an action and gives it back. */
async function act(person, label) {
  const details = person.page.locator('details.act', { has: person.page.locator('summary', { hasText: label }) }).first();
  if ((await details.getAttribute('open')) === null) await details.locator('summary').click();
  return details;
}

async function send(person, details) {
  await person.leavesAfter(() => details.locator('form button.btn').first().click());
  assert.match(await person.reads(), /Đã ghi nhận/, `${person.name}: the act is kept: ${await person.page.title()}`);
}

/** *Tiếp nhận*. */
export async function receive(clerk, code) {
  await clerk.open('/ban-lam-viec?muc=moi-nop');
  await clerk.follow(code);
  await clerk.look('hồ sơ mới nộp');
  await send(clerk, await act(clerk, /^Tiếp nhận$/));
  await clerk.look('đã tiếp nhận');
}

/** *Yêu cầu bổ sung*: forgets to say what, then says it. */
export async function ask(officer, code) {
  await open(officer, code);
  await officer.look('hồ sơ đang thụ lý');
  const empty = await act(officer, 'Yêu cầu bổ sung');
  await officer.leavesAfter(() => empty.locator('form button.btn').first().click());
  assert.match(await officer.page.title(), /^Lỗi/, `${officer.name}: a request that asks for nothing is refused`);
  await officer.look('yêu cầu bổ sung, còn trống');
  const details = await act(officer, 'Yêu cầu bổ sung');
  await details.getByRole('textbox').fill('Giấy tờ chứng minh quan hệ vợ chồng của cha mẹ');
  await send(officer, details);
  await officer.look('đã yêu cầu bổ sung');
}

/** *Nộp bổ sung*: the citizen finds his dossier by its code and brings what was asked for. */
export async function bringPaper(citizen, code, key) {
  const { page } = citizen;
  await citizen.context.clearCookies();
  await citizen.open('/');
  await page.getByLabel('Mã hồ sơ').fill(code.toLowerCase());
  await citizen.press('Xem hồ sơ tới đâu');
  assert.match(await page.locator('h1').innerText(), /bổ sung/i, `${citizen.name}: progress says that papers are asked for`);
  assert.doesNotMatch(await citizen.reads(), /Thử Nghiệm/, `${citizen.name}: progress names no person`);
  await citizen.look('tiến độ');
  await page.getByLabel('Mã tra cứu').fill(key);
  await citizen.press('Mở hồ sơ');
  assert.match(await citizen.reads(), /quan hệ vợ chồng/, `${citizen.name}: the owner reads what is asked for`);
  await citizen.look('hồ sơ của tôi');
  await page.locator('input[type=file]').first().setInputFiles(file('Giấy chứng nhận kết hôn.pdf'));
  await citizen.press('Nộp bổ sung');
  assert.doesNotMatch(await citizen.reads(), /Cơ quan cần bạn bổ sung/, `${citizen.name}: the supplement is taken`);
  await citizen.look('đã bổ sung');
}

/** *Chuyển bước*: to the leader. */
export async function forward(officer, code) {
  await open(officer, code);
  await officer.look('hồ sơ đã bổ sung');
  const details = await act(officer, 'Chuyển bước');
  const steps = details.getByRole('radio');
  if (await steps.count()) await steps.first().check();
  await send(officer, details);
}

/** *Phê duyệt*. */
export async function sign(leader, code) {
  await leader.open('/ban-lam-viec?muc=cho-nhan');
  await leader.look('việc chờ lãnh đạo');
  await open(leader, code);
  await leader.look('hồ sơ chờ ký');
  await send(leader, await act(leader, /^Phê duyệt$/));
  await leader.look('đã ký');
}

/** *Phát hành, trả kết quả*. */
export async function handOver(clerk, code) {
  await open(clerk, code);
  const result = await act(clerk, 'Phát hành kết quả');
  await result.getByRole('textbox', { name: /^Số, ký hiệu/ }).fill('12/2026/GKS');
  await result.getByRole('textbox', { name: /^Tên kết quả/ }).fill('Giấy khai sinh');
  await clerk.look('phát hành kết quả');
  await send(clerk, result);
  const details = await act(clerk, /^Trả kết quả$/);
  await details.getByLabel('Tại quầy').check();
  await send(clerk, details);
  await clerk.look('đã trả kết quả');
}

/** *Đánh giá*: forgets to choose, then says what he thinks, once. */
export async function rate(citizen) {
  const details = await act(citizen, 'Đánh giá việc giải quyết');
  await citizen.look('đánh giá');
  await citizen.leavesAfter(() => details.locator('button.btn').click());
  assert.match(await citizen.page.title(), /^Lỗi/, `${citizen.name}: nothing is chosen for him`);
  await citizen.page.getByRole('group', { name: /Nhìn chung/ }).getByLabel('Hài lòng', { exact: true }).check();
  await citizen.press('Gửi đánh giá');
  assert.match(await citizen.reads(), /Bạn đã đánh giá/, `${citizen.name}: the rating is kept`);
}

/** *Nhóm lặp*: one trade after another, each on a page of its own. */
export async function addTrades(citizen) {
  const { page } = citizen;
  await citizen.open('/nop/1.001612');
  await citizen.press('Bắt đầu');
  const draft = new URL(page.url()).pathname.split('/').slice(0, 3).join('/');
  await citizen.open(`${draft}/answer.activities`);
  await citizen.press('Tiếp tục');
  assert.match(await page.title(), /^Lỗi/, `${citizen.name}: one trade at least`);
  await citizen.look('nhóm lặp, còn trống');
  for (const trade of ['Bán lẻ lương thực', 'Sửa xe máy']) {
    await citizen.press('Thêm ngành, nghề');
    await field(citizen, /^Tên ngành/).fill(trade);
    await citizen.look('một mục của nhóm');
    await citizen.press('Lưu');
  }
  assert.match(await citizen.reads(), /Sửa xe máy/, `${citizen.name}: both are listed`);
  await citizen.look('nhóm lặp');
  await citizen.open(draft);
  await (await act(citizen, 'Xoá bản nháp')).getByRole('button', { name: 'Xoá bản nháp' }).click();
  await page.waitForURL(/tiep-tuc/);
  await citizen.look('tiếp tục hồ sơ đang viết');
}
