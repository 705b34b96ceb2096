import { describe, expect, test } from 'vitest';
import { cell, dayCell, numberCell } from '../cell.fixture.ts';
import { forceReader } from './core-force.ts';
import { readBirthYear, readDay } from './day.ts';
import { readName } from './name.ts';
import { readPhone } from './phone.ts';
import { roleIn } from './role.ts';

const codes = (read: { findings: readonly { code: string }[] }) => read.findings.map(({ code }) => code);

describe('names', () => {
  test.each([
    ['Nguyễn Văn Hùng', 'Nguyễn Văn Hùng', []],
    ['NGUYỄN VĂN HÙNG', 'Nguyễn Văn Hùng', ['P-NAME']],
    ['giàng a páo', 'Giàng A Páo', ['P-NAME']],
    // Decomposed, as some phones and Macs type it.
    ['Lò Thị Mai'.normalize('NFD'), 'Lò Thị Mai', []],
    ['Đ/c Hà Văn Tình', 'Hà Văn Tình', ['P-NAME']],
    ['Bà: Lý Thị Hoa', 'Lý Thị Hoa', ['P-NAME']],
    ['12. Vàng A Sử', 'Vàng A Sử', ['P-NAME']],
    ["H'LOAN NIÊ", "H'Loan Niê", ['P-NAME']],
    ['  Sùng   Thị  Dở ', 'Sùng Thị Dở', []],
    // Forms of address that are names.
    ['Anh Tuấn', 'Anh Tuấn', []],
    ['Ông Văn Tùng', 'Ông Văn Tùng', []],
    ['Anh Lò Văn Tuấn', 'Lò Văn Tuấn', ['P-NAME']],
    ['Nguyễn Văn\nHùng', 'Nguyễn Văn Hùng', []],
    ['Bá Văn Ông', 'Bá Văn Ông', []],
    ['Cộng Văn Bàn', 'Cộng Văn Bàn', []],
  ])('%s', (written, name, found) => {
    const read = readName(cell(written));
    expect([read.value.name, codes(read)]).toEqual([name, found]);
  });

  test('what stands in brackets is kept apart', () => {
    expect(readName(cell('Hoàng Văn Thắng (Tổ trưởng)')).value).toEqual({ name: 'Hoàng Văn Thắng', aside: 'Tổ trưởng' });
  });

  test.each([
    ['Nguyễn Văn A, Trần Thị B', 'E-NAME-TWO'],
    ['Nguyễn Văn A\nTrần Thị B', 'E-NAME-TWO'],
    ['<script>alert(1)</script>', 'E-NAME-TWO'],
    ["Robert'); DROP TABLE--", 'E-NAME-TWO'],
    ['=HYPERLINK("http:x")', 'E-NAME-STRANGE'],
    ['0912345678', 'E-NAME-STRANGE'],
    ['@@@', 'E-NAME-STRANGE'],
    ['', 'E-NAME-MISSING'],
  ])('%j is not one name', (written, code) => {
    expect(codes(readName(cell(written)))).toContain(code);
  });
});

describe('telephone numbers', () => {
  test.each([
    ['0912345678', '+84912345678', []],
    ['0912.345.678', '+84912345678', []],
    ['(+84) 912 345 678', '+84912345678', []],
    ['84912345678', '+84912345678', []],
    ['0084912345678', '+84912345678', []],
    ['912345678', '+84912345678', ['P-PHONE-ZERO']],
    ['01682345678', '+84382345678', ['P-PHONE-OLD']],
    ['0912345678/0987654321', '+84912345678', ['W-PHONE-TWO']],
    ['0912345678 - 0987654321', '+84912345678', ['W-PHONE-TWO']],
    ['0912 345 678\n0912345678', '+84912345678', []],
    ['ĐT: 0912 345 678', '+84912345678', []],
    ['0216 3852 111', '+842163852111', []],
    ['', null, []],
    ['-', null, []],
    ['không có', null, []],
    ['091234567', null, ['E-PHONE']],
    ['09123456789', null, ['E-PHONE']],
    ['chưa nhớ', null, ['E-PHONE']],
    ['1234', null, ['E-PHONE']],
  ])('%j', (written, phone, found) => {
    const read = readPhone(cell(written));
    expect([read.value, codes(read)]).toEqual([phone, found]);
  });

  test('a number cell that lost its zero is proposed back, and shown', () => {
    const read = readPhone(numberCell(912345678));
    expect(read.value).toBe('+84912345678');
    expect(read.findings).toEqual([{ code: 'P-PHONE-ZERO', field: 'phone', params: { value: '912345678', read: '0912 345 678' } }]);
    expect(codes(readPhone(numberCell(91234567.5)))).toEqual(['E-PHONE']);
  });
});

describe('days', () => {
  test.each([
    ['31/05/2022', '2022-05-31', []],
    ['1.3.22', '2022-03-01', []],
    ['ngày 15 tháng 3 năm 2022', '2022-03-15', []],
    ['2022-03-15T00:00:00', '2022-03-15', []],
    ['3/2022', '2022-03-01', ['P-DAY']],
    ['tháng 3 năm 2022', '2022-03-01', ['P-DAY']],
    ['T3/2022', '2022-03-01', ['P-DAY']],
    ['2022', '2022-01-01', ['P-DAY']],
    ['44712', '2022-05-31', []],
    // Whether 05/06 would be June or May nobody can tell: the whole column is in doubt.
    ['05/31/2022', null, ['E-DAY']],
    ['30/02/2022', null, ['E-DAY']],
    ['hôm qua', null, ['E-DAY']],
    ['1/1/1022', null, ['E-DAY']],
  ])('%j', (written, day, found) => {
    const read = readDay(cell(written), 'from', 'first');
    expect([read.value, codes(read)]).toEqual([day, found]);
  });

  test('cells of a workbook: days, serial numbers, years', () => {
    expect(readDay(dayCell('2022-05-31'), 'from', 'first')).toEqual({ value: '2022-05-31', findings: [] });
    expect(readDay(dayCell('2022-05-01', 'month'), 'term', 'last').value).toBe('2022-05-31');
    expect(readDay(numberCell(44712), 'from', 'first')).toMatchObject({ value: '2022-05-31', findings: [{ code: 'P-DAY' }] });
    expect(readDay(numberCell(2026), 'term', 'last')).toMatchObject({ value: '2026-12-31', findings: [{ code: 'P-DAY' }] });
    expect(codes(readDay(numberCell(7), 'from', 'first'))).toEqual(['E-DAY']);
  });

  test('of a birthday only the year is kept', () => {
    expect(readBirthYear(cell('12/05/1985'), '2022-05-31').value).toBe(1985);
    expect(readBirthYear(dayCell('1985-05-12'), '2022-05-31').value).toBe(1985);
    expect(readBirthYear(numberCell(1985), '2022-05-31').value).toBe(1985);
    // 1985 typed into a cell with a format of days shows as a day of 1905.
    expect(readBirthYear(dayCell('1905-06-07'), '2022-05-31').value).toBe(1985);
    for (const wrong of ['85', '1855', '2031', 'không rõ']) expect(codes(readBirthYear(cell(wrong), '2022-05-31'))).toEqual(['E-BIRTH']);
  });
});

describe('roles and forces', () => {
  test.each([
    ['Tổ trưởng', 'leader'],
    ['TỔ PHÓ', 'deputy'],
    ['Phó tổ trưởng', 'deputy'],
    ['Thành viên', 'member'],
    ['tv', 'member'],
    ['Trưởng thôn - Tổ trưởng', 'leader'],
    ['Thư ký', 'member'],
    // The head of a residential quarter leads the quarter, not the team.
    ['Tổ trưởng tổ dân phố', null],
    ['Tổ trưởng TDP số 3', null],
    ['Chủ tịch UBND xã', null],
  ])('%s', (text, role) => {
    expect(roleIn(text)?.role ?? null).toBe(role);
  });

  const forces = forceReader(
    ['youth-union', 'teacher', 'official', 'police', 'village-head', 'women-union', 'farmers-union', 'post-telecom', 'citizen'].map(
      (code) => ({
        code,
        names: { vi: code === 'teacher' ? 'Giáo viên' : code, en: code },
        from: null,
        to: null,
      }),
    ),
  );
  test.each([
    ['Giáo viên', 'teacher', true],
    ['Bí thư Đoàn xã', 'youth-union', true],
    ['GV trường TH&THCS Nậm Khắt', 'teacher', true],
    ['Công an xã', 'police', true],
    ['Phó Chủ tịch UBND xã', 'official', true],
    ['Tổ trưởng tổ dân phố', 'village-head', true],
    ['Hội LHPN', 'women-union', true],
    ['VNPT Yên Bái', 'post-telecom', true],
    ['Nông dân', 'farmers-union', false],
  ])('%s', (text, code, sure) => {
    expect(forces.read(text)).toEqual({ code, sure });
  });
  test('a word that names no force', () => {
    expect(forces.read('xyz')).toBeNull();
  });
});
