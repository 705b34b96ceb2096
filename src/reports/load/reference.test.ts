import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import { categoriesOn } from '../core/categories.ts';
import { ruleFor } from '../core/deadlines-store.ts';
import { reasonsOn } from '../core/index.ts';
import { suggestOffice } from '../core/routing.ts';
import { urgencies } from '../model.ts';
import { loadReportsReference } from './reference.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase({ data: 'shipped' });
});
afterAll(() => database.drop());

const shipped = (name: string) => readFile(join(import.meta.dirname, '..', '..', '..', 'data', 'reports', name), 'utf8');
const on = '2026-12-07';

test('the shipped lists load, twice, and leave no matter without a rule or an office', async () => {
  const { db } = database;
  await db.transaction((tx) => loadReportsReference(tx, shipped));
  const count = () =>
    sql<{
      n: number;
    }>`select (select count(*) from reports.category_version) + (select count(*) from reports.question) + (select count(*) from reports.reason)
      + (select count(*) from reports.route) + (select count(*) from reports.deadline_rule) + (select count(*) from reports.notice) as n`.execute(
      db.rows<unknown>(),
    );
  const before = (await count()).rows;
  await db.transaction((tx) => loadReportsReference(tx, shipped));
  expect((await count()).rows).toEqual(before);
  const leaves = (await categoriesOn(db, on)).filter((one) => one.leaf);
  expect(leaves.length).toBeGreaterThan(10);
  const commune =
    (
      await sql<{
        id: string;
      }>`select unit_id as id from territory.units_on(${on}::date) where code = '04606' and level_id = 'commune'`.execute(
        db.rows<unknown>(),
      )
    ).rows[0]?.id ?? '';
  for (const { code } of leaves) {
    for (const urgency of urgencies)
      for (const step of ['receive', 'answer'] as const)
        expect((await ruleFor(db, { step, categoryCode: code, urgency, on })).amount).toBeGreaterThan(0);
    expect(await suggestOffice(db, { categoryCode: code, unitId: commune, on }), code).not.toBeNull();
  }
  for (const kind of ['not-accepted', 'return', 'needs-more', 'extension', 'unshown', 'dissatisfied', 'cannot'] as const)
    expect((await reasonsOn(db, kind, on)).length, kind).toBeGreaterThan(0);
});
