// What people do with a dossier, each as one act at the screen.

import assert from 'node:assert/strict';

/** The smallest file that is a PDF by its bytes. */
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
const file = (name) => ({ name, mimeType: 'application/pdf', buffer: PDF });

const field = (person, label) => person.page.getByRole('textbox', { name: label }).first();

async function choose(person, group, option) {
  await person.page.getByRole('group', { name: group }).getByLabel(option, { exact: true }).check();
}

async function date(person, group, day, month, year) {
  const fields = person.page.getByRole('group', { name: group });
  await fields.getByLabel('Ngày', { exact: true }).fill(day);
  await fields.getByLabel('Tháng', { exact: true }).fill(month);
  await fields.getByLabel('Năm', { exact: true }).fill(year);
}

/** *Nộp hồ sơ*: finds the procedure as people type it, forgets something, mends it, hands in. */
export async function apply(citizen) {
  const { page } = citizen;
  await page.getByRole('searchbox').first().fill('dang ky khai sinh');
  await citizen.press('Tìm');
  await citizen.look('tìm thủ tục');
  await citizen.follow(/^Đăng ký khai sinh$/);
  await citizen.look('thủ tục');
  await citizen.follow('Nộp hồ sơ trực tuyến');
  await citizen.look('tờ khai');
  await page.getByLabel('Cơ quan nào giải quyết').selectOption({ label: 'Uỷ ban nhân dân phường Hoa Lư' });
  await field(citizen, /^Họ, chữ đệm và tên/).fill('Đỗ Thị Thử Nghiệm');
  await field(citizen, /^Số định danh( |$)/).fill('001 090 000 123');
  await field(citizen, /^Nơi ở hiện nay/).fill('Thôn 2, phường Hoa Lư, tỉnh Ninh Bình');
  await field(citizen, /^Họ và chữ đệm của bé/).fill('ĐỖ GIA');
  await field(citizen, /^Tên của bé/).fill('BẢO');
  await date(citizen, 'Bé sinh ngày nào?', '2', '11', '2026');
  await choose(citizen, 'Bé là con trai hay con gái?', 'Nam');
  await field(citizen, /^Bé sinh ở đâu/).fill('Trạm y tế phường Hoa Lư');
  await field(citizen, /^Bé theo dân tộc nào/).fill('Kinh');
  await choose(citizen, 'Cha mẹ đã đăng ký kết hôn chưa?', 'Có');
  await field(citizen, /^Cần thêm bao nhiêu bản sao/).fill('2');
  await page.getByLabel(/^Giấy chứng sinh/).setInputFiles(file('Giấy chứng sinh.pdf'));
  await citizen.press('Tiếp tục');
  assert.match(await page.title(), /^Lỗi/, `${citizen.name}: a forgotten telephone number is told`);
  assert.equal(await field(citizen, /^Tên của bé/).inputValue(), 'BẢO', `${citizen.name}: what was typed stays`);
  assert.match(await citizen.reads(), /Giấy chứng sinh\.pdf/, `${citizen.name}: the file stays`);
  await citizen.look('tờ khai, có chỗ cần sửa');
  await field(citizen, /^Số điện thoại/).fill('0912 345 678');
  await citizen.press('Tiếp tục');
  assert.match(await citizen.reads(), /Hồ sơ chưa được nộp/, `${citizen.name}: everything is read once more`);
  await citizen.look('kiểm tra lại');
  await citizen.press('Nộp hồ sơ');
  const text = await citizen.reads();
  const code = text.match(/[A-Z]\d\d(?:\.\d+)*-\d{6}-\d{4,}/)?.[0];
  assert.ok(code, `${citizen.name}: a code is given: ${text}`);
  const secrets = await page.locator('.secret').allInnerTexts();
  const key = secrets.map((secret) => secret.trim()).find((secret) => !secret.includes(code));
  assert.ok(key, `${citizen.name}: a follow key is given: ${text}`);
  await citizen.look('đã nộp');
  return { code, key };
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
