// The office at work: the hall with its numbers and appointments, the counter by keyboard alone, lists and many acts
// at once, notes and texts, deputies, messages, and the administrator's pages.

import assert from 'node:assert/strict';

/** A card nobody holds, as a scanner types it. */
const CARD = '037204000123||Trần Thị Bàn Phím|21031990|Nữ|Thôn Mẫu, phường Hoa Lư|01012022';
/** More than this, and a clerk loses his evening over two hundred dossiers. */
const MOST_KEYS = 25;

/** Numbers are taken in the hall, called at a counter, shown on the board; an appointment is made and kept. */
export async function queueUp(citizen, clerk) {
  await clerk.open('/hang-doi');
  const agency = await clerk.page.getByRole('link', { name: 'máy lấy số' }).getAttribute('href');
  const code = agency.split('/').pop();
  await clerk.look('gọi số, chưa chọn quầy');
  await citizen.open(`/lay-so/${code}`);
  await citizen.look('lấy số');
  await citizen.press('Nộp hồ sơ');
  const label = (await citizen.page.locator('h1').innerText()).match(/A-\d+/)[0];
  await citizen.look('số của tôi');
  await clerk.open('/hang-doi?quay=2');
  await clerk.press('Gọi số tiếp theo');
  await clerk.look('gọi số');
  const called = await clerk.page.locator('.called .call').first().innerText();
  assert.match(called, /^[A-Z]-\d+$/, `${clerk.name}: somebody is called`);
  await citizen.open(`/bang-goi/${code}`);
  assert.match(await citizen.reads(), new RegExp(`Mời số ${called} đến quầy 2`), `${citizen.name}: the board calls`);
  await citizen.look(`bảng gọi số`);
  await clerk.press('Gọi lại');
  for (let left = 9; left > 0 && (await clerk.page.getByRole('button', { name: 'Xong' }).count()); left -= 1) {
    await clerk.press('Xong');
  }
  await citizen.open(`/dat-lich/${code}`);
  await citizen.look('đặt lịch hẹn');
  await citizen.press('Đặt lịch hẹn');
  assert.match(await citizen.page.title(), /^Lỗi/, `${citizen.name}: an appointment needs a name`);
  await citizen.page.getByLabel('Họ tên người tới').fill('Trần Thị Hẹn');
  await citizen.page.getByLabel('Số điện thoại').fill('0912 345 678');
  await citizen.press('Đặt lịch hẹn');
  await citizen.look('đã đặt lịch hẹn');
  assert.match(await citizen.reads(), /Mã hẹn/, `${citizen.name}: an appointment has a code`);
  return label;
}

/** *Tiếp nhận* without touching the mouse; gives how many keys it took beyond the data. */
export async function receiveByKeyboard(clerk) {
  const { page } = clerk;
  const { keyboard } = page;
  let keys = 0;
  const press = async (key) => {
    keys += 1;
    await keyboard.press(key);
  };
  const pressAndWait = async (key) => clerk.leavesAfter(() => press(key));
  await clerk.open('/tiep-nhan');
  await keyboard.insertText('1.001193');
  await pressAndWait('Enter');
  // The scanner types the card and its own Enter.
  await keyboard.insertText(CARD);
  await clerk.leavesAfter(() => keyboard.press('Enter'));
  assert.equal(await page.getByLabel('Họ, chữ đệm và tên').inputValue(), 'Trần Thị Bàn Phím', 'the card fills in the name');
  await clerk.look('đã quét thẻ');
  const at = async (name) => page.evaluate(() => document.activeElement?.name ?? '').then((found) => found === name);
  const tabTo = async (name) => {
    while (!(await at(name))) {
      assert.ok(keys < 60, `${clerk.name}: ${name} is within reach`);
      await press('Tab');
    }
  };
  await tabTo('phone');
  await keyboard.insertText('0912345678');
  await tabTo('giay-to');
  await press('Space');
  await press('Tab');
  await press('Space');
  await pressAndWait('Enter');
  assert.match(await clerk.reads(), /GIẤY TIẾP NHẬN HỒ SƠ/, `${clerk.name}: received, the receipt is there`);
  await press('Control+p');
  assert.ok(keys <= MOST_KEYS, `${clerk.name}: ${keys} keys beyond the data, at most ${MOST_KEYS}`);
  return keys;
}

/** Searching, many at once, remarks, the agency's words, papers beside data, workload, an absence, messages. */
export async function workAtTheDesk(officer, leader, clerk, code) {
  await leader.open('/ban-lam-viec?muc=dang-giai-quyet');
  await leader.page.getByLabel('Xếp theo').selectOption('ten');
  await leader.press(/^Lọc$/);
  await leader.look('danh sách đã lọc');
  await leader.page.getByLabel('Lưu bộ lọc này với tên').fill('Theo tên');
  await leader.press('Lưu bộ lọc');
  assert.match(await leader.reads(), /Theo tên/, `${leader.name}: a filter is saved`);
  const boxes = leader.page.locator('input[name="ho-so"]');
  for (let place = 0; place < 2; place += 1) await boxes.nth(place).check();
  await leader.page.getByLabel('Giao cho').selectOption({ index: 1 });
  await leader.press('Giao việc');
  assert.match(await leader.reads(), /Đã làm/, `${leader.name}: many are given at once`);
  await leader.look('kết quả làm hàng loạt');
  await leader.open('/ban-lam-viec/khoi-luong');
  await leader.look('khối lượng việc');
  await officer.open(`/ho-so/${code}/ghi-chu`);
  await officer.page.getByLabel('Ghi chú mới').fill('Đã gọi điện, người nộp mang bổ sung chiều nay.');
  await officer.press('Ghi');
  await officer.look('ghi chú nội bộ');
  await officer.open(`/ho-so/${code}/doi-chieu`);
  await officer.look('đối chiếu giấy tờ');
  await officer.open('/vang-mat');
  await officer.press('Ghi uỷ quyền');
  await officer.look('uỷ quyền, còn thiếu');
  await officer.open('/thong-bao');
  await officer.look('thông báo');
  await officer.open('/thong-bao/cach-nhan');
  await officer.look('cách nhận thông báo');
  await clerk.open('/buu-chinh');
  await clerk.look('gửi kết quả qua bưu chính');
}

/** Every page of the administrator; an account is made and its link shown. */
export async function administer(admin, login) {
  for (const [address, title] of [
    ['/quan-tri', 'quản trị'],
    ['/quan-tri/co-quan', 'cơ quan, đơn vị'],
    ['/quan-tri/gio', 'giờ làm việc'],
    ['/quan-tri/mau', 'mẫu văn bản'],
    ['/quan-tri/mau/extended', 'một mẫu văn bản'],
    ['/quan-tri/tin', 'tin đã gửi'],
    ['/quan-tri/nhat-ky', 'nhật ký'],
    ['/quan-tri/can-bo', 'tài khoản cán bộ'],
  ]) {
    await admin.open(address);
    await admin.look(title);
  }
  await admin.press('Thêm, lấy đường dẫn đặt mật khẩu');
  await admin.look('thêm tài khoản, còn thiếu');
  await admin.page.getByLabel('Tên đăng nhập').fill(login);
  await admin.page.getByLabel('Họ tên').fill('Cán bộ thử nghiệm');
  await admin.page.getByLabel('Công chức thụ lý').check();
  await admin.press('Thêm, lấy đường dẫn đặt mật khẩu');
  const link = await admin.page.locator('.secret').innerText();
  await admin.look('đường dẫn đặt mật khẩu');
  await admin.open(new URL(link).pathname);
  await admin.look('đặt mật khẩu');
}
