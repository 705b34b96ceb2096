import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { openXlsx, readXlsx, saveXlsx } from 'hucre';
import { describe, expect, test } from 'vitest';
import { brokenRules } from '../excel-rules.fixture.ts';
import { type Mark, type MarkOptions, markWorkbook, readWorkbook } from '../index.ts';
import { messyWorkbook } from '../messy.fixture.ts';

const header = ['STT', 'Họ và tên', 'Năm sinh', 'Điện thoại', 'Chức danh', 'Ghi chú'];
const messy = messyWorkbook([
  {
    name: 'Danh sách',
    title: ['DANH SÁCH TỔ CÔNG NGHỆ SỐ', 'Kèm theo Quyết định'],
    header,
    rows: [
      [1, 'Nguyễn Văn A', { day: '1980-05-01' }, { number: 912345678, format: '0000000000' }, 'Tổ trưởng', null],
      [2, { legacy: 'Lý Thị Mỵ', font: 'tcvn3' }, '1/2/85', 912345678, 'Tổ phó', { formula: 'A4&"x"', value: '1x' }],
      [3, null, null, null, 'Thành viên', null],
    ],
    merges: ['E5:E6'],
    blankTail: 3,
  },
  { name: "Năm '23", rows: [['a', 'b']] },
  { name: 'Ẩn', hidden: true, rows: [['mã']] },
]);
const marks: readonly Mark[] = [
  { sheet: 'Danh sách', ref: 'C5', kind: 'fault', text: 'Ngày sinh không rõ năm' },
  { sheet: 'Danh sách', ref: 'D5', kind: 'proposal', text: 'Thêm số 0: 0912345678' },
  { sheet: 'Danh sách', ref: 'B6', kind: 'fault', text: 'Thiếu <họ> & tên' },
  { sheet: 'Danh sách', ref: '6', kind: 'note', text: 'Dòng này gần như trống' },
];
const options: MarkOptions = {
  columnTitle: 'Lỗi',
  headerRows: { 'Danh sách': 3 },
  summary: { name: 'Kết quả kiểm tra', rows: [['Kết quả'], [{ text: 'C5', goTo: { sheet: "Năm '23", ref: 'A1' } }, 3]] },
};

function marked(bytes = messy, found: readonly Mark[] = marks): Uint8Array {
  const outcome = markWorkbook(bytes, found, options);
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value;
}

const partsOf = (bytes: Uint8Array) => new Map(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, strFromU8(content, true)]));
const textOf = (bytes: Uint8Array, part: string) => strFromU8(unzipSync(bytes)[part] ?? new Uint8Array());
const cellsOf = (xml: string) =>
  new Map([...xml.matchAll(/<c r="([A-Z]+\d+)"[^>]*?(?:\/>|>.*?<\/c>)/gs)].map(([all, ref]) => [ref ?? '', all]));

describe('a marked workbook', () => {
  test('keeps all parts that marks do not concern, byte for byte', () => {
    const [before, after] = [partsOf(messy), partsOf(marked())];
    const touched = [...before.keys()].filter((name) => after.get(name) !== before.get(name));
    expect(new Set(touched)).toEqual(
      new Set([
        '[Content_Types].xml',
        'xl/_rels/workbook.xml.rels',
        'xl/comments1.xml',
        'xl/drawings/vmlDrawing1.vml',
        'xl/styles.xml',
        'xl/workbook.xml',
        'xl/worksheets/sheet1.xml',
      ]),
    );
    expect([...after.keys()].filter((name) => !before.has(name))).toEqual(['xl/worksheets/sheet4.xml']);
    expect([...after.keys()].slice(0, before.size)).toEqual([...before.keys()]);
  });

  test('keeps every other cell, width, merge, rule, formula, link and printer setting of a marked sheet as it is written', () => {
    const part = 'xl/worksheets/sheet1.xml';
    const [before, after] = [textOf(messy, part), textOf(marked(), part)];
    const [was, is] = [cellsOf(before), cellsOf(after)];
    const changed = [...is].filter(([ref, xml]) => was.get(ref) !== xml).map(([ref]) => ref);
    expect(new Set(changed)).toEqual(new Set(['B6', 'C5', 'D5', 'G3', 'G5', 'G6']));
    expect([...was.keys()].filter((ref) => !is.has(ref))).toEqual([]);
    // Besides the cells: the column's width and how far the sheet reaches.
    const rest = (xml: string) =>
      xml
        .replace(/<cols>.*<\/cols>/s, '')
        .replace(/<dimension[^>]*>/, '')
        .replace(/<c r="(B6|C5|D5|G3|G5|G6)".*?(\/>|<\/c>)/gs, '')
        .replaceAll('spans="1:7"', 'spans="1:6"');
    expect(rest(after)).toBe(rest(before));
    expect(after).toContain(
      '<col min="2" max="6" width="18.28515625" customWidth="1"/><col min="7" max="7" width="60.7109375" customWidth="1"/><col min="8" max="16384" width="9.140625" style="0"/>',
    );
    // Style and note only: what is in the marked cells is what was there.
    const bare = (xml: string | undefined) => xml?.replace(/ s="\d+"/, '');
    for (const ref of ['B6', 'C5', 'D5']) expect(bare(is.get(ref))).toBe(bare(was.get(ref)));
  });

  test('keeps the names, the order and the state of its sheets, and the author’s own note', () => {
    const workbook = textOf(marked(), 'xl/workbook.xml');
    expect(workbook).toContain('<definedName name="_xlnm.Print_Titles" localSheetId="0">\'Danh sách\'!$3:$3');
    expect(workbook.replace(/<sheet name="Kết quả kiểm tra" sheetId="6" r:id="rId\d+"\/>/, '')).toBe(textOf(messy, 'xl/workbook.xml'));
    expect(textOf(marked(), 'xl/comments1.xml')).toContain('Hỏi lại </t></r><r><t>trưởng thôn</t>');
  });

  test('is one that Excel opens', () => {
    expect(brokenRules(messy)).toEqual([]);
    expect(brokenRules(marked())).toEqual([]);
  });

  test('shows another program the colours, notes, column and summary', async () => {
    const { sheets } = await readXlsx(marked(), { readStyles: true });
    const [list] = sheets;
    const fill = (key: string) => list?.cells?.get(key)?.style?.fill;
    expect(fill('4,2')).toMatchObject({ pattern: 'solid', fgColor: { rgb: 'FF9F97' } });
    expect(fill('4,3')).toMatchObject({ fgColor: { rgb: 'FFE98B' } });
    expect(list?.cells?.get('5,1')?.comment?.text).toBe('Thiếu <họ> & tên');
    expect(list?.cells?.get('3,1')?.comment?.text).toBe('Hỏi lại trưởng thôn');
    expect(list?.rows[2]?.[6]).toBe('Lỗi');
    expect(list?.rows[5]?.[6]).toBe('Thiếu <họ> & tên; Dòng này gần như trống');
    expect(sheets.map((sheet) => sheet.name)).toEqual(['Danh sách', "Năm '23", 'Ẩn', 'Kết quả kiểm tra']);
    expect(sheets[3]?.rows[1]).toEqual(['C5', 3]);
    expect(list?.dataValidations).toHaveLength(1);
    expect(list?.merges).toHaveLength(3);
  });

  test('reads as the workbook that it was', () => {
    const [before, after] = [readWorkbook(messy), readWorkbook(marked())];
    if (!before.ok || !after.ok) throw new Error('unread');
    expect(before.value.marked).toBe(false);
    expect(after.value.marked).toBe(true);
    expect(after.value.sheets[0]?.findingsColumn).toBe(7);
    expect(after.value.sheets.map(({ name, rows }) => ({ name, rows }))).toEqual(
      before.value.sheets.map(({ name, rows }) => ({ name, rows })),
    );
  });
});

describe('a marked workbook that comes back', () => {
  test('with the same findings gives the same bytes', () => {
    expect(Buffer.compare(marked(marked()), marked())).toBe(0);
  });

  test('with other findings shows only those', () => {
    const other: readonly Mark[] = [
      { sheet: 'Danh sách', ref: 'B4', kind: 'fault', text: 'Tên đã có' },
      { sheet: 'Danh sách', ref: 'B5', kind: 'fault', text: 'Mới' },
    ];
    const [again, direct] = [marked(marked(), other), marked(messy, other)];
    const [is, wanted] = [cellsOf(textOf(again, 'xl/worksheets/sheet1.xml')), cellsOf(textOf(direct, 'xl/worksheets/sheet1.xml'))];
    const shown = (xml: string | undefined) => xml?.replace(/ s="\d+"/, '');
    expect([...is].map(([ref, xml]) => [ref, shown(xml)])).toEqual([...wanted].map(([ref, xml]) => [ref, shown(xml)]));
    for (const ref of ['B6', 'C5', 'D5']) expect(is.get(ref)).toBe(wanted.get(ref));
    expect(textOf(again, 'xl/comments1.xml').replace(/<author>.*?<\/author>/g, '')).toBe(
      textOf(direct, 'xl/comments1.xml').replace(/<author>.*?<\/author>/g, ''),
    );
    expect(brokenRules(again)).toEqual([]);
  });

  test('without any finding is the author’s, besides the summary', () => {
    const clean = textOf(marked(marked(), []), 'xl/worksheets/sheet1.xml');
    expect(cellsOf(clean)).toEqual(cellsOf(textOf(messy, 'xl/worksheets/sheet1.xml')));
  });

  test('is known again after another program has written it anew', async () => {
    const book = await openXlsx(marked(), { readStyles: true });
    const saved = await saveXlsx(book);
    const outcome = readWorkbook(saved);
    if (!outcome.ok) throw new Error(outcome.refusal.code);
    expect(outcome.value.marked).toBe(true);
    expect(outcome.value.sheets.map((sheet) => sheet.name)).toEqual(['Danh sách', "Năm '23", 'Ẩn']);
    expect(outcome.value.sheets[0]?.findingsColumn).toBe(7);
    const again = readWorkbook(marked(saved));
    if (!again.ok) throw new Error(again.refusal.code);
    expect(again.value.sheets.map((sheet) => [sheet.name, sheet.findingsColumn, sheet.rows.length])).toEqual(
      outcome.value.sheets.map((sheet) => [sheet.name, sheet.findingsColumn, sheet.rows.length]),
    );
  });

  test('gives cells their own colour back', () => {
    const coloured = marked(messy, [{ sheet: 'Danh sách', ref: 'B3', kind: 'fault', text: 'x' }]);
    const ref = (bytes: Uint8Array) => cellsOf(textOf(bytes, 'xl/worksheets/sheet1.xml')).get('B3');
    expect(ref(coloured)).not.toBe(ref(messy));
    expect(textOf(coloured, 'xl/styles.xml')).toContain('<fgColor rgb="FFFF9F97"/><bgColor theme="8" tint="0.59999389629810485"/>');
    expect(ref(marked(coloured, []))).toBe(ref(messy));
  });
});

describe('marks in unusual places', () => {
  const sheet = (inside: string, rows: string) =>
    `<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${inside}<x:sheetData>${rows}</x:sheetData></x:worksheet>`;

  test('a cell, a row and a sheet that are not written', () => {
    const bytes = messyWorkbook([{ name: 'A', rows: [] }], { extras: false });
    const outcome = markWorkbook(
      bytes,
      [
        { sheet: 'A', ref: 'C7', kind: 'fault', text: 'thiếu' },
        { sheet: 'A', ref: 'B2', kind: 'fault', text: 'thiếu' },
      ],
      options,
    );
    if (!outcome.ok) throw new Error(outcome.refusal.code);
    expect(brokenRules(outcome.value)).toEqual([]);
    expect([...cellsOf(textOf(outcome.value, 'xl/worksheets/sheet1.xml')).keys()]).toEqual(['A1', 'A2', 'B2', 'A7', 'C7']);
  });

  test('an inner cell of a merged range marks the cell that is seen', () => {
    const bytes = marked(messy, [{ sheet: 'Danh sách', ref: 'E6', kind: 'fault', text: 'x' }]);
    const xml = textOf(bytes, 'xl/worksheets/sheet1.xml');
    expect(cellsOf(xml).get('E5')).not.toBe(cellsOf(textOf(messy, 'xl/worksheets/sheet1.xml')).get('E5'));
    expect(cellsOf(xml).get('G6')).toContain('<t>x</t>');
  });

  test('names with prefixes, rows and cells without names, no styles', () => {
    const plain = messyWorkbook([{ name: 'A', rows: [['x']] }], { extras: false });
    const parts = unzipSync(plain);
    delete parts['xl/styles.xml'];
    parts['xl/_rels/workbook.xml.rels'] = strToU8(textOf(plain, 'xl/_rels/workbook.xml.rels').replace(/<Relationship Id="rId2".*?\/>/, ''));
    parts['[Content_Types].xml'] = strToU8(textOf(plain, '[Content_Types].xml').replace(/<Override PartName="\/xl\/styles.xml".*?\/>/, ''));
    parts['xl/worksheets/sheet1.xml'] = strToU8(
      sheet('', '<x:row><x:c t="inlineStr"><x:is><x:t>Tên</x:t></x:is></x:c><x:c><x:v>5</x:v></x:c></x:row><x:row/>'),
    );
    const bytes = zipSync(parts);
    const outcome = markWorkbook(
      bytes,
      [
        { sheet: 'A', ref: 'B1', kind: 'fault', text: 'a' },
        { sheet: 'A', ref: 'A2', kind: 'proposal', text: 'b' },
      ],
      options,
    );
    if (!outcome.ok) throw new Error(outcome.refusal.code);
    const xml = textOf(outcome.value, 'xl/worksheets/sheet1.xml');
    expect(xml).toContain('<x:legacyDrawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId');
    const back = readWorkbook(outcome.value);
    if (!back.ok) throw new Error(back.refusal.code);
    expect(back.value.marked).toBe(true);
    expect(back.value.sheets[0]?.rows.map((row) => row.cells.map((cell) => cell.ref))).toEqual([['A1', 'B1']]);
  });

  test('more findings than notes', () => {
    const many = Array.from(
      { length: 300 },
      (_mark, i): Mark => ({ sheet: 'Danh sách', ref: `C${i + 4}`, kind: 'fault', text: `Lỗi ${i}` }),
    );
    const outcome = markWorkbook(messy, many, { ...options, notes: 50 });
    if (!outcome.ok) throw new Error(outcome.refusal.code);
    expect(textOf(outcome.value, 'xl/comments1.xml').match(/<comment /g)).toHaveLength(51);
    expect(brokenRules(outcome.value)).toEqual([]);
  });

  test('a sheet that is not there', () => {
    expect(() => markWorkbook(messy, [{ sheet: 'Không có', ref: 'A1', kind: 'fault', text: 'x' }], options)).toThrow('Không có');
  });

  test('a text that looks like a formula stays text', () => {
    const xml = textOf(marked(messy, [{ sheet: 'Danh sách', ref: 'C4', kind: 'fault', text: '=1+1\u0001' }]), 'xl/worksheets/sheet1.xml');
    expect(cellsOf(xml).get('G4')).toMatch(/t="inlineStr"><is><t>=1\+1_x0001_<\/t>/);
  });
});
