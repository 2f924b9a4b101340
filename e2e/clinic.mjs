// The desk of a clinic: a scanner types a card's code and Enter, the answer stands below, the next patient is scanned.
// And, for everybody, where the chip card is taken.

import assert from 'node:assert/strict';

/** What a scanner types of an invented card: the service answers with the code its number ends in. */
const card = (code) => `003090000${code}||Nguyễn Văn Mẫu|01011990|Nam|Thôn Mẫu, phường Hoa Lư|01012022`;

/** A scanner types where the cursor is and ends with Enter. */
async function scan(person, text) {
  await person.leavesAfter(async () => {
    await person.page.keyboard.insertText(text);
    await person.page.keyboard.press('Enter');
  });
}

/** Patients of every kind; gives how many keys were pressed by hand for one scanned and for one typed patient. */
export async function welcomePatients(person, demo) {
  await person.open('/dang-nhap');
  await person.page.getByLabel('Tên đăng nhập').fill(demo.accounts.receptionist);
  await person.page.getByLabel('Mật khẩu').fill(demo.password);
  await person.press('Đăng nhập');
  assert.equal(new URL(person.page.url()).pathname, '/kham-benh', `${person.name}: signing in leads to the desk`);
  await person.look('quầy tiếp đón');
  const rows = [['000', 'Bảo hiểm hợp lệ'], ['010', 'Thẻ hết hạn'], ['070', 'Không khớp'], ['002', 'Kiểm tra bằng giấy tờ'], ['500', 'Chưa xác nhận được']];
  for (const [code, words] of rows) {
    await scan(person, card(code));
    const answer = person.page.locator('section.answer');
    assert.match(await answer.innerText(), new RegExp(words), `${person.name}: ${code}`);
    // At a desk the whole answer is on the screen; on a phone what it comes to and what to do.
    const seen = person.screen === 'phone' ? answer.locator('.next') : answer;
    const top = (await answer.boundingBox()).y;
    const { y, height } = await seen.boundingBox();
    const screen = person.page.viewportSize().height;
    assert.ok(top >= 0 && y + height <= screen, `${person.name}: ${code}: the answer goes from ${Math.round(top)} to ${Math.round(y + height)} of ${screen}`);
    await person.look(`bảo hiểm ${code}`);
  }
  let keys = 0;
  const press = async (key) => { keys += 1; await person.page.keyboard.press(key); };
  await person.page.keyboard.insertText('003090000000');
  await person.leavesAfter(() => press('Enter'));
  await person.look('gõ số thẻ');
  await person.page.keyboard.insertText('Nguyễn Văn Mẫu');
  await press('Tab');
  await person.page.keyboard.insertText('1990');
  await person.leavesAfter(() => press('Enter'));
  assert.match(await person.reads(), /Bảo hiểm hợp lệ/, `${person.name}: a patient without a card is found too`);
  await scan(person, 'không|phải|thẻ');
  assert.match(await person.reads(), /không phải mã QR/, `${person.name}: what is no card is said to be none`);
  await person.look('quét sai');
  await scan(person, card('000'));
  assert.match(await person.reads(), /Bảo hiểm hợp lệ/, `${person.name}: the next scan needs no hand`);
  return keys;
}

/** Figures, map and table of the nation, and one province's list. */
export async function lookAtCoverage(citizen) {
  await citizen.open('/co-so-kham-benh');
  assert.match(await citizen.reads(), /98,2 %/, `${citizen.name}: the nation's share`);
  await citizen.look('độ phủ thẻ căn cước');
  await citizen.follow('Tỉnh Ninh Bình');
  assert.match(await citizen.reads(), /Bệnh viện Đa khoa mẫu Ninh Bình/, `${citizen.name}: a province's facilities`);
  await citizen.look('cơ sở của một tỉnh');
}
