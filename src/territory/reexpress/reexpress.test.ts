import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import { system } from '../../platform/session/index.ts';
import { applyEvents } from '../commands/apply-event.ts';
import { exampleId } from '../model/example.fixture.ts';
import { loadState } from '../store.ts';
import { proveManyFacts } from './many-facts.fixture.ts';
import { ensureClosure } from './map-day.ts';
import { begin, expected, factTable, proveRandomHistories, shown, someFacts, total, tried } from './random-proof.fixture.ts';
import { type ReexpressedRow, reexpressSql } from './reexpress.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(async () => {
  await database.drop();
});

test('over random histories every reading agrees with the naive one and loses nothing', async () => {
  const { partly, unplaced, refusals } = await proveRandomHistories(database, 12);
  expect(partly).toBeGreaterThan(250);
  expect(unplaced).toBeGreaterThan(250);
  expect(refusals).toBeLessThan(12);
}, 120_000);

test('one map serves all days between two changes, is rebuilt after a change, and is built once however many ask', async () => {
  const own = await testDatabase();
  try {
    await own.db.transaction(begin);
    const maps = await Promise.all(Array.from({ length: 4 }, () => ensureClosure(own.db, '2024-05-01')));
    expect(new Set(maps.map((map) => map.mapId)).size).toBe(1);
    expect((await ensureClosure(own.db, '2031-01-01')).mapId).toBe(maps[0]?.mapId);
    expect((await ensureClosure(own.db, '2019-01-01')).mapId).not.toBe(maps[0]?.mapId);
    const rename = {
      kind: 'rename' as const,
      effectiveOn: '2024-01-01',
      title: 'Đổi tên',
      verified: true,
      changes: [{ unitId: exampleId(21), name: 'Mới' }],
    };
    await own.db.transaction((tx) => applyEvents(tx, system, [rename]));
    expect((await ensureClosure(own.db, '2024-05-01')).mapId).not.toBe(maps[0]?.mapId);
    expect((await ensureClosure(own.db, '2024-01-01')).mapId).toBe((await ensureClosure(own.db, '2024-05-01')).mapId);
    // A query that was given the old map still finds it; after an hour it goes.
    const count = () =>
      sql<{ n: bigint }>`select count(*) as n from territory.map_closure where map_id = ${maps[0]?.mapId}`.execute(own.db.rows());
    expect((await count()).rows[0]?.n).toBeGreaterThan(0n);
    own.clock.advance({ hours: 2 });
    await ensureClosure(own.db, '2023-01-01');
    expect((await count()).rows[0]?.n).toBe(0n);
  } finally {
    await own.drop();
  }
});

test('values near the end of 64 bits and very fine shares stay exact', async () => {
  await tried(database, async (tx) => {
    await begin(tx);
    const den = 4_000_000_000_000_000_037n;
    const split = {
      kind: 'split' as const,
      effectiveOn: '2021-01-01',
      title: 'Chia rất nhỏ',
      verified: true,
      edges: [
        { from: exampleId(21), to: exampleId(21), share: { num: den / 3n, den } },
        { from: exampleId(21), to: exampleId(22), share: { num: den - den / 3n, den } },
      ],
    };
    expect(await applyEvents(tx, system, [split])).toMatchObject({ ok: true });
    const made = [9_223_372_036_854_775_807n, -9_223_372_036_854_775_807n, 1n, 5_000_000_000_000_000_000n].map((value) => ({
      unit: exampleId(21),
      day: '2020-05-01',
      value,
    }));
    await factTable(tx, made);
    const state = await loadState(tx);
    const map = await ensureClosure(tx, '2022-01-01');
    const { rows } = await sql<ReexpressedRow>`${reexpressSql(someFacts, map, { groupBy: ['kind'] })}`.execute(tx.rows());
    expect(shown(rows)).toEqual(shown(expected(state, made, '2022-01-01')));
    expect(total(rows)).toBe(total(made));
  });
});

test('20,000 facts with thirds, many-to-many and chains of events read the same as one by one', () => proveManyFacts(20_000), 120_000);
