import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/support/database.ts';
import { system } from '../platform/session/index.ts';
import { clausesOf, documentsByNumbers, findDocument, type LegalDocument, listDocuments, loadLegalDocuments } from './index.ts';

const file = (name: string): string => readFileSync(new URL(`../../data/legal/${name}`, import.meta.url), 'utf8');

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  for (const name of ['documents.csv', 'excerpts.csv']) await database.db.transaction((tx) => loadLegalDocuments(tx, system, file(name)));
});
afterAll(() => database.drop());

describe('loading', () => {
  test('a second time changes nothing', async () => {
    for (const name of ['documents.csv', 'excerpts.csv']) {
      const counts = await database.db.transaction((tx) => loadLegalDocuments(tx, system, file(name)));
      expect(counts.changed).toBe(0);
      expect(counts.unchanged).toBeGreaterThan(15);
    }
  });

  test('writes what has changed, and only that', async () => {
    const changed = file('documents.csv').replace('Luật Chuyển đổi số', 'Luật Chuyển đổi số (sửa)');
    const counts = await database.db.transaction((tx) => loadLegalDocuments(tx, system, changed));
    expect(counts.changed).toBe(1);
    expect((await findDocument(database.db, '148/2025/QH15'))?.title).toBe('Luật Chuyển đổi số (sửa)');
    await database.db.transaction((tx) => loadLegalDocuments(tx, system, file('documents.csv')));
  });

  test('stops at a row without what it needs, and leaves nothing of the file', async () => {
    const text =
      'id,number,kind,issuer,title_vi,verified,verification_note,source\n019b76da-a800-7000-8000-000000000001,1/QĐ-X,decision,,Không có,no,thử,thử\n';
    await expect(database.db.transaction((tx) => loadLegalDocuments(tx, system, text))).rejects.toThrow(/1\/QĐ-X has no issuer/);
    expect(await findDocument(database.db, '1/QĐ-X')).toBeNull();
  });

  test('refuses clauses of a document that is not there', async () => {
    const text = 'id,document,path,ordinal,text\n019b76da-a800-7000-8000-000000000002,9/QĐ-X,Điều 1,1,Tóm tắt: thử\n';
    await expect(database.db.transaction((tx) => loadLegalDocuments(tx, system, text))).rejects.toThrow(/9\/QĐ-X/);
  });
});

describe('finding', () => {
  test('by number in any Unicode form, and by id', async () => {
    const byNumber = await findDocument(database.db, ' 60/2022/NQ-HĐND '.normalize('NFD'));
    expect(byNumber?.issuer).toBe('Hội đồng nhân dân tỉnh Yên Bái');
    expect(await findDocument(database.db, byNumber?.id ?? '')).toEqual(byNumber);
    expect(await findDocument(database.db, '0/0')).toBeNull();
    const several = await documentsByNumbers(database.db, ['871/NQ-UBTVQH14', '0/0', '202/2025/QH15']);
    expect([...several.keys()].sort((a, b) => (a < b ? -1 : 1))).toEqual(['202/2025/QH15', '871/NQ-UBTVQH14']);
  });

  test('gives days in force with the last day included, and the clauses in printed order', async () => {
    const document = await findDocument(database.db, '1673/NQ-UBTVQH15');
    expect([document?.signedOn, document?.inForceFrom, document?.inForceTo, document?.verified]).toEqual([
      '2025-06-16',
      '2025-06-16',
      null,
      true,
    ]);
    const clauses = await clausesOf(database.db, document?.id ?? '');
    expect(clauses).toHaveLength(92);
    expect(clauses[3]).toEqual({ path: 'Điều 1.khoản 4', text: 'Tóm tắt: thành lập xã Tú Lệ từ xã Cao Phạ, xã Tú Lệ.' });
  });

  test('lists newest first, page by page, each document once', async () => {
    const whole = await listDocuments(database.db, { limit: 200 });
    expect(whole.more).toBe(false);
    const dates = whole.items.map((document) => document.signedOn ?? '0001-01-01');
    expect(dates).toEqual([...dates].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0)));
    const seen: LegalDocument[] = [];
    for (let more = true; more; ) {
      const page = await listDocuments(database.db, { limit: 5, after: seen.at(-1)?.id });
      seen.push(...page.items);
      more = page.more;
    }
    expect(seen).toEqual(whole.items);
    expect(await listDocuments(database.db, { limit: 5, after: '019b76da-a800-7000-8000-0000000000ff' })).toEqual({
      items: [],
      more: false,
    });
  });
});
