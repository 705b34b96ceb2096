import { strToU8, unzipSync, zipSync } from 'fflate';
import { readXlsx } from 'hucre';
import { describe, expect, test } from 'vitest';
import { type Cell, cellText, readWorkbook, type Workbook } from '../index.ts';
import { type MessyCell, messyWorkbook } from '../messy.fixture.ts';

function read(bytes: Uint8Array): Workbook {
  const outcome = readWorkbook(bytes);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  return outcome.value;
}

/** The cells of one row, as they are read. */
function row(cells: readonly MessyCell[], mess: { from1904?: boolean } = {}): readonly Cell[] {
  return read(messyWorkbook([{ name: 'A', rows: [cells] }], { extras: false, ...mess })).sheets[0]?.rows[0]?.cells ?? [];
}

const values = (cells: readonly Cell[]) => cells.map((cell) => cell.value);

/** A workbook whose first sheet is this XML. */
function withSheet(xml: string, strings?: string): Uint8Array {
  const parts = unzipSync(messyWorkbook([{ name: 'A', rows: [['a']] }], { extras: false }));
  parts['xl/worksheets/sheet1.xml'] = strToU8(
    `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${xml}</worksheet>`,
  );
  if (strings !== undefined)
    parts['xl/sharedStrings.xml'] = strToU8(`<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${strings}</sst>`);
  return zipSync(parts);
}

describe('values', () => {
  test('of every kind', () => {
    const found = row([
      'Nguyễn',
      912345678,
      { number: 912345678, format: '0000000000' },
      { day: '2022-05-31' },
      true,
      { error: '#N/A' },
      { formula: 'A1&"x"', value: 'ax' },
      { formula: '1+1', value: 2 },
      { formula: 'A9' },
      { inline: ' trong ô ' },
      { number: 44712.75, format: 'dd/mm/yyyy hh:mm' },
      { number: 30000, format: 'yyyy' },
      { number: 0.5, format: 'h:mm' },
    ]);
    expect(values(found)).toEqual([
      { kind: 'text', text: 'Nguyễn' },
      { kind: 'number', number: 912345678 },
      { kind: 'number', number: 912345678, shown: '0912345678' },
      { kind: 'day', day: '2022-05-31', shows: 'day' },
      { kind: 'boolean', boolean: true },
      { kind: 'error', error: '#N/A' },
      { kind: 'formula', formula: 'A1&"x"', value: { kind: 'text', text: 'ax' } },
      { kind: 'formula', formula: '1+1', value: { kind: 'number', number: 2 } },
      { kind: 'formula', formula: 'A9', value: { kind: 'empty' } },
      { kind: 'text', text: ' trong ô ' },
      { kind: 'day', day: '2022-05-31', shows: 'day', time: '18:00:00' },
      { kind: 'day', day: '1982-02-18', shows: 'year' },
      { kind: 'number', number: 0.5 },
    ]);
  });

  test('days of both calendars, and the day that 1900 did not have', () => {
    const days: readonly MessyCell[] = [{ day: '2022-05-31' }, { number: 1, format: 'd/m/yyyy' }, { number: 0, format: 'd/m/yyyy' }];
    expect(values(row(days)).map((value) => (value.kind === 'day' ? value.day : value.kind))).toEqual([
      '2022-05-31',
      '1900-01-01',
      'number',
    ]);
    expect(values(row(days, { from1904: true })).map((value) => (value.kind === 'day' ? value.day : value.kind))).toEqual([
      '2022-05-31',
      '1904-01-02',
      '1904-01-01',
    ]);
    const leap = [59, 60, 61].map((number): MessyCell => ({ number, format: 'dd-mm-yy' }));
    expect(values(row(leap))).toMatchObject([{ day: '1900-02-28' }, { day: '1900-02-28' }, { day: '1900-03-01' }]);
  });

  test('text as it was written: decomposed letters, kept and unkept spaces, escaped characters, runs, no phonetics', () => {
    const strings =
      '<si><t>  rìa </t></si><si><t xml:space="preserve">  giữ </t></si><si><t>a_x000D_\nb_x005F_x0041_</t></si>' +
      '<si><r><rPr><rFont val=".VnTime"/></rPr><t>Lª </t></r><r><t xml:space="preserve"> Thị</t></r><rPh sb="0" eb="1"><t>ký âm</t></rPh></si><si><t>Tê\u0301n</t></si>';
    const cells = [0, 1, 2, 3, 4].map((i) => `<c t="s"><v>${i}</v></c>`).join('');
    const found = read(withSheet(`<sheetData><row>${cells}</row></sheetData>`, strings)).sheets[0]?.rows[0]?.cells ?? [];
    expect(values(found)).toEqual([
      { kind: 'text', text: 'rìa' },
      { kind: 'text', text: '  giữ ' },
      { kind: 'text', text: 'a\r\nb_x0041_' },
      { kind: 'text', text: 'Lª Thị', runs: [{ text: 'Lª', font: '.VnTime' }, { text: ' Thị' }] },
      { kind: 'text', text: 'Tê\u0301n' },
    ]);
    expect(found.map((cell) => cellText(cell)?.text)).toEqual(['rìa', '  giữ ', 'a\r\nb_x0041_', 'Lê Thị', 'Tến']);
  });

  test('fonts, by which legacy texts are known', () => {
    const [tcvn3, vni, capitals, plain] = row([
      { legacy: 'Giàng Thị Mỵ', font: 'tcvn3' },
      { legacy: 'Lò Văn Sáng', font: 'vni' },
      { legacy: 'HOÀNG VĂN TÚ', font: 'tcvn3-capitals' },
      'Hoàng',
    ]);
    expect([tcvn3?.font, vni?.font, plain?.font]).toEqual(['.VnTime', 'VNI-Times', 'Times New Roman']);
    expect([tcvn3, vni, capitals, plain].map((cell) => cell && cellText(cell))).toEqual([
      { text: 'Giàng Thị Mỵ', encoding: 'tcvn3', sure: true },
      { text: 'Lò Văn Sáng', encoding: 'vni', sure: true },
      { text: 'HOÀNG VĂN TÚ', encoding: 'tcvn3', sure: true },
      { text: 'Hoàng', encoding: 'unicode', sure: true },
    ]);
  });
});

describe('sheets', () => {
  const book = messyWorkbook([
    {
      name: 'Tổ & thôn',
      title: ['DANH SÁCH'],
      header: ['Thôn', 'Tên', 'Vai'],
      rows: [
        ['Bản Lùng', 'A', 'x'],
        [null, 'B', ''],
        [null, null, null],
        ['  ', { formula: 'IF(A9="","")', value: '' }, null],
        [null, 'C', 'y'],
      ],
      merges: ['A3:A5'],
      blankTail: 40,
    },
    { name: 'Ẩn', hidden: true, rows: [['mã']] },
    { name: 'Trống', rows: [] },
  ]);

  test('with names, hidden ones and without blank rows', () => {
    const { sheets, marked } = read(book);
    expect(marked).toBe(false);
    expect(sheets.map(({ name, hidden }) => [name, hidden])).toEqual([
      ['Tổ & thôn', false],
      ['Ẩn', true],
      ['Trống', false],
    ]);
    expect(sheets.map((sheet) => sheet.rows.map((one) => one.number))).toEqual([[1, 2, 3, 4, 7], [1], []]);
  });

  test('each cell of a merged range knows its value', () => {
    const rows = read(book).sheets[0]?.rows ?? [];
    const village = { kind: 'text', text: 'Bản Lùng' };
    expect(rows[3]?.cells[0]).toEqual({
      ref: 'A4',
      column: 1,
      font: 'Times New Roman',
      value: { kind: 'empty' },
      merged: { range: 'A3:A5', first: false, value: village },
    });
    expect(rows[2]?.cells[0]).toMatchObject({ value: village, merged: { first: true } });
    expect(rows[0]?.cells.map((cell) => [cell.ref, cell.merged?.first])).toEqual([
      ['A1', true],
      ['B1', false],
      ['C1', false],
    ]);
  });

  test('a merged range over everything costs nothing', () => {
    const start = performance.now();
    const { sheets } = read(
      withSheet(
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="9"><c r="B9"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
      ),
    );
    expect(sheets[0]?.rows.flatMap((one) => one.cells.map((cell) => cell.ref))).toEqual(['A1', 'B1', 'A9', 'B9']);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('another program reads the same', async () => {
    const cells: readonly MessyCell[] = [
      'Sùng A Páo',
      12.5,
      true,
      { day: '1999-12-31' },
      { inline: 'x & y' },
      { formula: 'B1', value: 12.5 },
    ];
    const bytes = messyWorkbook([{ name: 'A', rows: [cells] }]);
    const theirs = (await readXlsx(bytes)).sheets[0]?.rows[0]?.map((value) =>
      value instanceof Date ? value.toISOString().slice(0, 10) : value,
    );
    const ours = read(bytes).sheets[0]?.rows[0]?.cells.map(({ value }) => {
      const plain = value.kind === 'formula' ? value.value : value;
      return plain.kind === 'text'
        ? plain.text
        : plain.kind === 'number'
          ? plain.number
          : plain.kind === 'day'
            ? plain.day
            : plain.kind === 'boolean'
              ? plain.boolean
              : null;
    });
    expect(ours).toEqual(theirs);
  });

  test('parts in UTF-16 and names with prefixes', () => {
    const parts = unzipSync(messyWorkbook([{ name: 'A', rows: [['a']] }], { extras: false }));
    const sheet =
      '<?xml version="1.0" encoding="UTF-16"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>Mỵ</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>';
    parts['xl/worksheets/sheet1.xml'] = Uint8Array.from(Buffer.from(`\uFEFF${sheet}`, 'utf16le'));
    expect(read(zipSync(parts)).sheets[0]?.rows[0]?.cells).toEqual([
      { ref: 'A1', column: 1, font: 'Times New Roman', value: { kind: 'text', text: 'Mỵ' } },
    ]);
  });
});
