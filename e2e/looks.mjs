// Pages that are looked at without changing anything: the citizen's, the desk's, the report's.

import assert from 'node:assert/strict';
import { secondStep } from './factors.mjs';

/** Signs an officer in; the first time with a slip of the finger. */
export async function signIn(person, login, password) {
  await person.open('/dang-nhap');
  await person.look('đăng nhập');
  await person.page.getByLabel('Tên đăng nhập').fill(login);
  await person.page.getByLabel('Mật khẩu').fill('không phải mật khẩu');
  await person.press('Đăng nhập');
  assert.match(await person.page.title(), /^Lỗi/, `${person.name}: a wrong password is refused`);
  assert.equal(await person.page.getByLabel('Tên đăng nhập').inputValue(), login, `${person.name}: what was typed stays`);
  await person.look('sai mật khẩu');
  await person.page.getByLabel('Mật khẩu').fill(password);
  await person.press('Đăng nhập');
  await secondStep(person);
  assert.equal(new URL(person.page.url()).pathname, '/ban-lam-viec', `${person.name}: signing in leads to the desk`);
  await person.look('bàn làm việc');
}

/** What a citizen sees before he applies. */
export async function lookAround(citizen) {
  await citizen.open('/khong-co-trang-nay');
  await citizen.look('không có trang');
  await citizen.open('/tra-cuu');
  await citizen.look('tra cứu');
  await citizen.open('/tra-cuu?ma=abc');
  await citizen.look('tra cứu sai mã');
  await citizen.open('/thu-tuc?tu=khong+co+gi+nhu+the+nay');
  await citizen.look('không tìm thấy');
  await citizen.open('/thu-tuc?tu=dang+ky+kahi+sihn');
  await citizen.look('ý bạn là');
  await citizen.open('/su-kien/co-con');
  await citizen.look('sự kiện trong đời');
  await lookAtEnglish(citizen);
  await citizen.open('/');
  await citizen.look('trang chủ');
}

/** The same pages in English, and back. */
async function lookAtEnglish(citizen) {
  for (const address of ['/', '/thu-tuc', '/thu-tuc/1.001193', '/nop/1.001193', '/tra-cuu', '/su-kien/co-con']) {
    await citizen.open(address);
    await citizen.follow('English');
    assert.equal(new URL(citizen.page.url()).pathname, address, `${citizen.name}: the same page in English`);
    await citizen.look(`English ${address}`);
    await citizen.follow('Tiếng Việt');
  }
}

/** Lists, the counter, the receipt and the list behind a figure. */
export async function lookAroundAtTheDesk(clerk, leader, code) {
  for (const list of ['cho-nhan', 'moi-nop', 'dang-giai-quyet', 'qua-han', 'cho-nguoi-dan', 'cho-tra', 'tat-ca']) {
    await clerk.open(`/ban-lam-viec?muc=${list}`);
    await clerk.look(`danh sách ${list}`);
  }
  await clerk.open('/tiep-nhan');
  await clerk.look('tiếp nhận tại quầy');
  await clerk.page.locator('main ul.hits a').first().click();
  await clerk.page.getByRole('button', { name: 'Tiếp nhận và in giấy hẹn' }).waitFor();
  await clerk.look('nhập hồ sơ tại quầy');
  await clerk.press('Tiếp nhận và in giấy hẹn');
  await clerk.look('nhập hồ sơ tại quầy, có chỗ cần sửa');
  await clerk.open(`/ho-so/${code}`);
  await clerk.follow('Giấy tiếp nhận và hẹn trả');
  await clerk.look('giấy tiếp nhận');
  await leader.open('/bao-cao/tien-do');
  await leader.look('báo cáo tiến độ');
  await leader.page.locator('tfoot a').first().click();
  await leader.page.waitForURL(/danh-sach/);
  await leader.look('danh sách sau con số');
  await leader.open('/bao-cao/tra-cuu-dan-cu');
  await leader.look('báo cáo tra cứu dân cư');
}

/** Two numbers of the foot of form II.06: received and settled, of the leader's agency. */
export async function figures(leader) {
  await leader.open('/bao-cao/tien-do');
  const cells = await leader.page.locator('tfoot td').allInnerTexts();
  const numbers = cells.map((cell) => Number(cell.replace(/\D/g, '')));
  const groups = await leader.page.locator('thead th.group').evaluateAll((heads) =>
    heads.map((head) => ({ name: head.innerText.trim(), span: head.colSpan })),
  );
  const place = (wanted) => {
    let before = 0;
    for (const { name, span } of groups) {
      if (name.toLowerCase().includes(wanted)) return before;
      before += span;
    }
    throw new Error(`the report has no group «${wanted}»`);
  };
  return { received: numbers[place('nhận giải quyết')], settled: numbers[place('đã giải quyết')] };
}
