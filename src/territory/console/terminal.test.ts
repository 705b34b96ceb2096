import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import { readConfig } from '../../platform/config/index.ts';
import { openFileStore } from '../../platform/files/index.ts';
import { type ImportContext, importFile, listImports, undoImport } from './terminal.ts';

let database: TestDatabase;
let context: ImportContext;
let dir: string;
beforeAll(async () => {
  database = await testDatabase({ data: 'shipped' });
  dir = await mkdtemp(join(tmpdir(), 'yenbai-test-'));
  const files = await openFileStore({ kind: 'disk', dir });
  context = { db: database.db, ids: database.ids, files, config: readConfig({ YENBAI_MODE: 'demonstration' }) };
});
afterAll(async () => {
  await database.drop();
  await rm(dir, { recursive: true, force: true });
});

function terminal(lang: 'vi' | 'en' = 'en') {
  const lines: string[] = [];
  return { lines, lang, print: (line: string) => void lines.push(line) };
}

const file = (text: string, apply: boolean) => ({ kind: 'units', fileName: 'new.csv', bytes: Buffer.from(text), apply });
const good = 'name,type,parent_code,valid_from\nBản Thử,bản,04606,01/02/2020\n';

test('preview, apply, the same again, undo: as text with an exit code', async () => {
  const seen = terminal();
  expect(await importFile(context, file(good, false), seen)).toBe(0);
  expect(seen.lines).toContain('The file has 1 rows and no errors. Applied, it means: 1 unit added.');
  expect(seen.lines).toContain('  01/02/2020  village level: 1,356 → 1,357');
  const done = terminal();
  expect(await importFile(context, file(good, true), done)).toBe(0);
  const id = /[0-9a-f-]{36}$/.exec(done.lines.at(-1) ?? '')?.[0] ?? '';
  const again = terminal('vi');
  expect(await importFile(context, file(good, true), again)).toBe(0);
  expect(again.lines.at(-1)).toContain('đã được ghi từ trước');
  const list = terminal();
  await listImports(context, list);
  expect(list.lines.some((line) => line.startsWith(`${id}  applied`))).toBe(true);
  expect(await undoImport(context, id, terminal())).toBe(0);
  const twice = terminal();
  expect(await undoImport(context, id, twice)).toBe(1);
  expect(twice.lines[0]).toContain('undone already');
});

test('errors are printed with row and column, and end with 1', async () => {
  const { lines, ...out } = terminal();
  expect(await importFile(context, file(good.replace('04606', '4606'), true), out)).toBe(1);
  expect(lines.at(-1)).toBe(
    '  Row 2, parent_code: The code 4606 has lost its leading zero. Write 04606. Excel drops leading zeros: format the column as Text before typing.',
  );
  expect(await importFile(context, { ...file(good, true), kind: 'houses' }, terminal())).toBe(1);
  expect(await undoImport(context, 'nonsense', terminal())).toBe(1);
});

test('undoing the shipped units lists what stands on them', async () => {
  const list = terminal();
  await listImports(context, list);
  const id = list.lines.find((line) => line.includes('units-2019.csv'))?.split(' ')[0] ?? '';
  const out = terminal();
  expect(await undoImport(context, id, out)).toBe(1);
  expect(out.lines.length).toBeGreaterThan(100);
});
