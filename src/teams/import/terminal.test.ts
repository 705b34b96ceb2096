import { afterAll, beforeAll, expect, test } from 'vitest';
import { readWorkbook } from '../../platform/sheets/index.ts';
import { messyWorkbook } from '../../platform/sheets/messy.fixture.ts';
import { importTeamsFile } from './terminal.ts';
import { type ImportWorld, openImportWorld, sheetOf } from './world.fixture.ts';

let world: ImportWorld;
beforeAll(async () => {
  world = await openImportWorld();
});
afterAll(() => world?.app.close());

async function run(rows: Parameters<typeof sheetOf>[1], { apply = false, asOf = '31/05/2022' } = {}) {
  const lines: string[] = [];
  const saved: Uint8Array[] = [];
  const bytes = messyWorkbook([sheetOf('XÃ PÁ HU', rows)], { extras: false });
  const code = await importTeamsFile(
    world.app.context,
    { fileName: 'xa.xlsx', bytes, asOf, complete: false, apply },
    { lang: 'vi', print: (line) => void lines.push(line), save: async (marked) => void saved.push(marked) },
  );
  return { code, text: lines.join('\n'), saved };
}

const row = (name: string, village: string, role = 'Thành viên') => [1, name, 1980, 912345678, role, 'Giáo viên', village, ''];

test('checks, writes the marked workbook, and says with its exit code that rows are refused', async () => {
  const { code, text, saved } = await run([
    row('Lò Văn Một', 'Thôn 1', 'Tổ trưởng'),
    row('Lò Văn Hai', 'Thôn 1'),
    row('Lò Văn Ba', 'Thôn 1'),
    row('Lò Văn Tư', 'Thôn 77'),
  ]);
  expect(code).toBe(1);
  expect(text).toMatch(/thêm 3.*1 dòng phải sửa/);
  expect(text).toMatch(/E-UNIT-UNKNOWN\s+1\s+Không có đơn vị này/);
  // What is printed may be kept anywhere: codes and counts, nobody's name or number.
  expect(text).not.toMatch(/Lò Văn|345.?678/);
  const read = readWorkbook(saved[0] ?? new Uint8Array());
  expect(read.ok && read.value.marked).toBe(true);
  expect(await world.serving('04606', '2022-05-31')).toEqual([]);
});

test('applies where asked, the same file once', async () => {
  const rows = [row('Lò Văn Một', 'Thôn 1', 'Tổ trưởng')];
  const applied = await run(rows, { apply: true });
  expect([applied.code, applied.text.includes('Đã đưa vào sổ: thêm 1')]).toEqual([0, true]);
  expect(await world.serving('04606', '2022-05-31')).toEqual(['village 1|Lò Văn Một|leader|teacher']);
  const again = await run(rows, { apply: true });
  expect([again.code, again.text.includes('teams.import-same-file')]).toEqual([0, true]);
  expect(await world.serving('04606', '2022-05-31')).toEqual(['village 1|Lò Văn Một|leader|teacher']);
});

test('a day that is none, and a file that is no workbook, are refused in words', async () => {
  expect(await run([row('Lò Văn Một', 'Thôn 1')], { asOf: '2022-13-01' })).toMatchObject({
    code: 1,
    text: expect.stringContaining('Ngày chưa đúng'),
  });
  const lines: string[] = [];
  const code = await importTeamsFile(
    world.app.context,
    { fileName: 'x.xls', bytes: Buffer.from('d0cf11e0a1b11ae1'.repeat(64), 'hex'), complete: false, apply: true },
    { lang: 'vi', print: (line) => void lines.push(line), save: () => Promise.reject(new Error('nothing to save')) },
  );
  expect([code, lines.join()]).toEqual([1, expect.stringMatching(/\[sheets\.[a-z-]+\]$/)]);
});
