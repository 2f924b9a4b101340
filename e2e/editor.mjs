// A procedure-control officer keeps a procedure: its process, its content and its form, without a programmer.

import assert from 'node:assert/strict';

const PROCEDURE = '1.001193';

export async function keepProcedures(keeper) {
  await keeper.open('/bo-thanh-phan');
  await keeper.look('bộ thành phần giao diện');
  await keeper.open('/soan?tu=khai+sinh');
  await keeper.look('soạn thủ tục');
  await keeper.open(`/soan/${PROCEDURE}`);
  await keeper.look('một thủ tục để soạn');
  await keeper.follow(/^soạn bản mới/);
  await keeper.press('Thêm bước');
  await keeper.press('Vẽ lại và kiểm tra');
  await keeper.look('quy trình còn chỗ phải sửa');
  await keeper.press(/^Bỏ bước Bước 3/);
  await keeper.press('Vẽ lại và kiểm tra');
  assert.match(await keeper.reads(), /đạt mọi kiểm tra/, `${keeper.name}: the process passes every check`);
  await keeper.look('quy trình vẽ lại');
  await keeper.press('Công bố quy trình');
  assert.match(await keeper.reads(), /Đã công bố quy trình mới/, `${keeper.name}: the process is published`);
  await keeper.open(`/soan/${PROCEDURE}/noi-dung`);
  await keeper.page.getByLabel('Địa chỉ tiếp nhận').fill('Bộ phận Một cửa của xã, phường nơi cư trú');
  await keeper.press('Xem điểm khác');
  await keeper.look('nội dung và điểm khác');
  await keeper.open(`/soan/${PROCEDURE}/bieu-mau`);
  await keeper.press('Thêm câu hỏi');
  await keeper.press('Xem trước');
  await keeper.look('mẫu đơn còn chỗ phải sửa');
}
