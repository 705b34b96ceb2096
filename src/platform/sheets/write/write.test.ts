import { strFromU8, unzipSync } from 'fflate';
import { readXlsx } from 'hucre';
import { describe, expect, test } from 'vitest';
import { brokenRules } from '../excel-rules.fixture.ts';
import { readWorkbook, type SheetToWrite, writeWorkbook } from '../index.ts';

const forces = ['Đoàn Thanh niên', 'Giáo viên', 'Y tế & "dược"'];
const members: SheetToWrite = {
  name: 'Thành viên: tổ [1]',
  above: ['DANH SÁCH THÀNH VIÊN', 'Điền từ dòng 4'],
  columns: [
    { title: 'Họ và tên', kind: 'text', required: true, note: 'Viết có dấu' },
    { title: 'Năm sinh', kind: 'whole' },
    { title: 'Từ ngày', kind: 'day' },
    { title: 'Lực lượng', kind: 'code', values: forces, note: 'Chọn trong danh sách' },
  ],
  rows: [
    ['=HYPERLINK("http://x")', 1990, '2022-05-31', 'Giáo viên'],
    ['+84912345678', 9007199254740993n, '1899-01-01', null],
    ['-1\t_x0041_\u0007 <b>', null, null, 'Y tế & "dược"'],
  ],
  emptyRows: 5,
};
const teams: SheetToWrite = {
  name: 'Tổ',
  columns: [
    { title: 'Tên tổ', kind: 'text' },
    { title: 'Lực lượng', kind: 'code', values: forces },
  ],
  rows: [],
};

describe('a written workbook', () => {
  const bytes = writeWorkbook([members, teams]);
  const part = (name: string) => strFromU8(unzipSync(bytes)[name] ?? new Uint8Array());

  test('is one that Excel opens', () => {
    expect(brokenRules(bytes)).toEqual([]);
    expect(brokenRules(writeWorkbook([{ name: 'A', columns: [{ title: 'x', kind: 'text' }], rows: [] }]))).toEqual([]);
  });

  test('holds no formula, whatever the texts begin with', () => {
    for (const name of Object.keys(unzipSync(bytes))) if (name.startsWith('xl/worksheets/')) expect(part(name)).not.toMatch(/<f[ >]/);
    // Text format, so that Excel leaves it text when somebody edits the cell.
    expect(part('xl/worksheets/sheet1.xml')).toContain('<c r="A4" s="1" t="s">');
    expect(part('xl/styles.xml')).toContain('<xf numFmtId="49"');
  });

  test('reads back as it was given', () => {
    const outcome = readWorkbook(bytes);
    if (!outcome.ok) throw new Error(outcome.refusal.code);
    const [first, second, codes] = outcome.value.sheets;
    expect([first?.name, second?.name, codes?.name, codes?.hidden]).toEqual(['Thành viên  tổ  1', 'Tổ', 'Danh mục', true]);
    expect(first?.rows.slice(3).map((row) => row.cells.map(({ value }) => value))).toEqual([
      [
        { kind: 'text', text: '=HYPERLINK("http://x")' },
        { kind: 'number', number: 1990 },
        { kind: 'day', day: '2022-05-31', shows: 'day' },
        { kind: 'text', text: 'Giáo viên' },
      ],
      [
        { kind: 'text', text: '+84912345678' },
        { kind: 'text', text: '9007199254740993' },
        { kind: 'text', text: '1899-01-01' },
      ],
      [
        { kind: 'text', text: '-1\t_x0041_\u0007 <b>' },
        { kind: 'text', text: 'Y tế & "dược"' },
      ],
    ]);
    expect(codes?.rows.map((row) => row.cells[0]?.value)).toEqual(forces.map((text) => ({ kind: 'text', text })));
  });

  test('offers its codes, its filter, its notes to another program', async () => {
    const { sheets, namedRanges } = await readXlsx(bytes, { readStyles: true });
    expect(sheets[0]?.dataValidations).toMatchObject([
      { type: 'date', range: 'C4:C11' },
      { type: 'list', formula1: '_list.1', range: 'D4:D11' },
    ]);
    expect(sheets[0]?.cells?.get('2,0')?.comment?.text).toBe('Viết có dấu');
    expect(sheets[0]?.rows[3]?.[0]).toBe('=HYPERLINK("http://x")');
    expect(JSON.stringify(namedRanges)).toContain("'Danh mục'!$A$1:$A$3");
    expect(part('xl/worksheets/sheet1.xml')).toContain('ySplit="3" topLeftCell="A4" activePane="bottomLeft" state="frozen"');
    expect(part('xl/worksheets/sheet1.xml')).toContain('<autoFilter ref="A3:D6"/>');
  });

  test('refuses what is no day and no whole number', () => {
    const one = (kind: 'day' | 'whole', value: string | number): SheetToWrite => ({
      name: 'A',
      columns: [{ title: 'x', kind }],
      rows: [[value]],
    });
    expect(() => writeWorkbook([one('day', '31/12/2022')])).toThrow('no day');
    expect(() => writeWorkbook([one('day', '2022-02-30')])).toThrow('no day');
    expect(() => writeWorkbook([one('whole', 1.5)])).toThrow('no whole number');
    expect(() => writeWorkbook([one('whole', '15')])).toThrow('no whole number');
  });
});
