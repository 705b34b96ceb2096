import { describe, expect, test } from 'vitest';
import { across, grid } from './cell.fixture.ts';
import { columnsOf } from './columns.ts';
import type { Field } from './model.ts';
import { rowsOf } from './rows.ts';
import { noContext, readTitle } from './titles.ts';

const fieldsOf = (columns: ReturnType<typeof columnsOf>) =>
  Object.fromEntries(columns.columns.flatMap(({ header, field }) => (field ? [[header, field]] : [])));

describe('headers', () => {
  test('in any order, under any name, below merged titles', () => {
    const sheet = grid('Sheet1', [
      across('ỦY BAN NHÂN DÂN XÃ NẬM KHẮT', 7),
      across('DANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG', 7),
      [],
      ['TT', 'SĐT', 'Họ và tên', 'Chức danh trong Tổ', 'Đơn vị công tác', 'Thôn, bản, TDP', 'Ngày, tháng, năm sinh'],
      ['1', '2', '3', '4', '5', '6', '7'],
      [1, 912345678, 'Giàng A Páo', 'Tổ trưởng', 'Trưởng bản', 'Bản Hua Khắt', '1975'],
    ]);
    const columns = columnsOf(sheet);
    expect(columns.headerRow).toBe(4);
    expect(fieldsOf(columns)).toEqual({
      SĐT: 'phone',
      'Họ và tên': 'name',
      'Chức danh trong Tổ': 'role',
      'Đơn vị công tác': 'force',
      'Thôn, bản, TDP': 'village',
      'Ngày, tháng, năm sinh': 'birth',
    });
    const [row] = rowsOf(sheet, columns, 1);
    expect([row?.sheetRow, row?.cells.get('name')?.text, row?.context.commune]).toEqual([6, 'Giàng A Páo', 'xã NẬM KHẮT']);
  });

  test('two lines of headers: years of men and women in two columns', () => {
    const sheet = grid('A', [
      ['STT', 'Họ tên', 'Năm sinh', 'Năm sinh', 'Chức vụ'],
      ['STT', 'Họ tên', 'Nam', 'Nữ', 'Chức vụ'],
      [1, 'Lò Văn A', 1980, '', 'Tổ trưởng'],
      [2, 'Lò Thị B', '', 1985, 'Tổ phó'],
    ]);
    const columns = columnsOf(sheet);
    expect(columns.headerRow).toBe(2);
    expect(rowsOf(sheet, columns, 1).map((row) => row.cells.get('birth')?.number)).toEqual([1980, 1985]);
  });

  test('an office beside a role is where somebody comes from', () => {
    const columns = columnsOf(
      grid('A', [
        ['Họ và tên', 'Chức vụ', 'Vai trò'],
        ['A B', 'Trưởng thôn', 'Tổ phó'],
      ]),
    );
    expect(fieldsOf(columns)).toEqual({ 'Họ và tên': 'name', 'Chức vụ': 'force', 'Vai trò': 'role' });
  });

  test('what somebody says about a column wins', () => {
    const sheet = grid('A', [
      ['Họ và tên', 'Nội dung'],
      ['A B', '0912345678'],
    ]);
    const chosen = { sheet: 'A', headerRow: 1, columns: [{ column: 2, header: 'Nội dung', field: 'phone' as Field }] };
    expect(fieldsOf(columnsOf(sheet, chosen))).toEqual({ 'Họ và tên': 'name', 'Nội dung': 'phone' });
  });

  test('a sheet without a list is not read', () => {
    expect(columnsOf(grid('Ghi chú', [['Tên', ''], ['chỉ là chữ']])).headerRow).toBeNull();
  });
});

describe('lines', () => {
  const names = (lines: readonly (readonly (string | number)[])[]) => {
    const sheet = grid('Sheet1', [['STT', 'Họ và tên', 'SĐT', 'Vai trò'], ...lines]);
    return rowsOf(sheet, columnsOf(sheet), 1);
  };

  test('sums, signatures, repeated headers, remarks and the blank tail are no people; Công and Tống are', () => {
    const rows = names([
      [1, 'Công Văn Tống', 912345678, 'Tổ trưởng'],
      [2, 'Tống Thị Cộng', '', ''],
      [3, '', '0912345677', 'Thành viên'],
      [4],
      [5],
      ['', 'Tổng cộng: 3 người'],
      ['', 'Cộng', 3],
      ['STT', 'Họ và tên', 'SĐT', 'Vai trò'],
      [1, 'Lò Văn Sau', '', 'Thành viên'],
      ['', 'Nơi nhận:'],
      ['', 'Người lập biểu'],
      ['', 'TM. UBND xã'],
    ]);
    expect(rows.map((row) => row.cells.get('name')?.text ?? '')).toEqual(['Công Văn Tống', 'Tống Thị Cộng', '', 'Lò Văn Sau']);
    expect(rows.map((row) => row.rowNo)).toEqual([1, 2, 3, 4]);
  });

  test('titles between the rows say where those below belong', () => {
    const rows = names([
      across('I. Tổ công nghệ số cộng đồng xã Nậm Khắt', 4),
      [1, 'Lò Văn Một', '', ''],
      across('II. Thôn Nậm Khắt 2', 4),
      [1, 'Lò Văn Hai', '', ''],
      across('Tổ CNSCĐ bản Hua Khắt (kèm theo Quyết định số 45/QĐ-UBND ngày 15/3/2022 của UBND xã Nậm Khắt)', 4),
      [1, 'Lò Văn Ba', '', ''],
    ]);
    expect(rows.map(({ context }) => [context.level, context.commune, context.village])).toEqual([
      ['commune', 'xã Nậm Khắt', null],
      ['village', 'xã Nậm Khắt', 'thôn Nậm Khắt 2'],
      ['village', 'xã Nậm Khắt', 'bản Hua Khắt'],
    ]);
    expect(rows[2]?.context.decision).toEqual({ number: '45/QĐ-UBND', decidedOn: '2022-03-15', issuer: 'UBND xã Nậm Khắt' });
  });

  test('a village on the first line of its people only counts for those below', () => {
    const sheet = grid('S', [
      ['Thôn', 'Họ và tên', 'Vai trò'],
      ['Thôn 1', 'A B', 'Tổ trưởng'],
      ['', 'C D', ''],
      ['', 'E F', ''],
      ['Thôn 2', 'G H', ''],
      ['', 'I K', ''],
    ]);
    expect(rowsOf(sheet, columnsOf(sheet), 1).map((row) => row.cells.get('village')?.text)).toEqual([
      'Thôn 1',
      'Thôn 1',
      'Thôn 1',
      'Thôn 2',
      'Thôn 2',
    ]);
  });
});

describe('titles', () => {
  test.each([
    ['DANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG XÃ NẬM KHẮT', 'xã NẬM KHẮT', null],
    ['UBND XÃ PÚNG LUÔNG - HUYỆN MÙ CANG CHẢI', 'xã PÚNG LUÔNG', 'huyện MÙ CANG CHẢI'],
    ['Danh sách Tổ của phường Đồng Tâm, thành phố Yên Bái năm 2022', 'phường Đồng Tâm', 'thành phố Yên Bái'],
    ['CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', null, null],
    ['Thị xã Nghĩa Lộ', null, 'thị xã Nghĩa Lộ'],
    ['Danh sách Tổ cấp xã', null, null],
    ['Tổng hợp các xã, phường, thị trấn', null, null],
    ['Văn bản số 12 ban hành ngày 3/3/2022', null, null],
  ])('%s', (text, commune, district) => {
    const read = readTitle(text, noContext, false);
    expect([read.commune, read.district]).toEqual([commune, district]);
  });
});
