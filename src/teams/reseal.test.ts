import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { testDatabase } from '../../test/support/database.ts';
import { testDataKeys } from '../../test/support/people.ts';
import { openVault, readDataKeys } from '../platform/crypto/index.ts';
import type { JsonObject } from '../platform/db/index.ts';
import { dutyState } from '../platform/session/index.ts';
import { resealTeams } from './reseal.ts';

test('after a new key offers and lines of workbooks open without the old one; what has nothing sealed stays as it is', async () => {
  const database = await testDatabase({ data: 'shipped' });
  const { db } = database;
  const fresh = `new:${Buffer.alloc(32, 9).toString('base64')}`;
  const [before, both, onlyNew] = [testDataKeys, `${fresh},${testDataKeys}`, fresh].map((keys) => openVault(readDataKeys(keys)));
  if (!before || !both || !onlyNew) throw new Error('three rings');
  const [offer, batch] = ['01900000-0000-7000-8000-0000000000f1', '01900000-0000-7000-8000-0000000000b1'];
  const place = (row: number) => `teams.import_row/${batch}/${row}`;
  const state = { state: dutyState('privacy') };
  await db.transaction(async (tx) => {
    const rows = tx.rows<unknown>();
    await sql`insert into teams.offer (id, kind, unit_id, code, sealed_contact, offered_at)
      select ${offer}::uuid, 'help', id, '482913560027', ${before.seal('{"name":"Lò"}', `teams.offer/${offer}`)}, now() from territory.unit limit 1`.execute(
      rows,
    );
    await sql`insert into teams.import_batch (id, file_name, file_hash, as_of, columns, counts, checked_at)
      values (${batch}::uuid, 'to.xlsx', 'a', '2026-01-01', '{}', '{}', now())`.execute(rows);
    const line = (row: number, cells: JsonObject, reading: JsonObject) =>
      sql`insert into teams.import_row (batch_id, row_no, sheet, sheet_row, action, cells, reading, findings)
        values (${batch}::uuid, ${row}, 'S', ${row}, 'add', ${JSON.stringify(cells)}::jsonb, ${JSON.stringify(reading)}::jsonb, '[]')`.execute(
        rows,
      );
    await line(1, { name: 'Lò', phone: before.seal('0912345678', place(1)) }, { own: 0, sealed: before.seal('{"phone":"x"}', place(1)) });
    await line(2, { name: 'Hoàng' }, { own: 0, sealed: null });
  }, state);
  expect(await resealTeams({ db, vault: both })).toBe(2);
  expect(await resealTeams({ db, vault: both })).toBe(0);
  const { offers, lines } = await db.transaction(
    async (tx) => ({
      offers: await sql<{ sealed_contact: string }>`select sealed_contact from teams.offer`.execute(tx.rows<unknown>()),
      lines: await sql<{ cells: Record<string, string>; reading: Record<string, string | number | null> }>`
        select cells, reading from teams.import_row order by row_no`.execute(tx.rows<unknown>()),
    }),
    state,
  );
  expect(onlyNew.open(offers.rows[0]?.sealed_contact ?? '', `teams.offer/${offer}`)).toBe('{"name":"Lò"}');
  const [first, second] = lines.rows;
  expect(onlyNew.open(first?.cells.phone ?? '', place(1))).toBe('0912345678');
  expect(onlyNew.open(String(first?.reading.sealed), place(1))).toBe('{"phone":"x"}');
  expect(first).toMatchObject({ cells: { name: 'Lò' }, reading: { own: 0 } });
  expect(second).toEqual({ cells: { name: 'Hoàng' }, reading: { own: 0, sealed: null } });
  await database.drop();
});
