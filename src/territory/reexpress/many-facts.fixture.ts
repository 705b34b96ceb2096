import { sql } from 'kysely';
import { expect } from 'vitest';
import { facts, makeFacts, makeHistory } from '../../../bench/fixtures/million-facts.ts';
import { testDatabase } from '../../../test/support/database.ts';
import { loadState } from '../store.ts';
import { ensureAncestry, ensureClosure } from './map-day.ts';
import { divide, type Holdings, naiveAncestor, naiveHoldings } from './naive.fixture.ts';
import { type ReexpressedRow, reexpressSql } from './reexpress.ts';

interface FactRow {
  id: number;
  unit_id: string;
  day: string;
  value: bigint;
}

const pageSize = 100_000;

/** Proves every reading of so many facts against the naive implementation, row by row and in total, on several days. */
export async function proveManyFacts(count: number): Promise<void> {
  const database = await testDatabase();
  try {
    const { db } = database;
    await makeHistory(db);
    await makeFacts(database.open('yenbai_owner'), count, '2026-01-01');
    const state = await loadState(db);

    async function* all(): AsyncGenerator<FactRow> {
      for (let after = 0; after < count; after += pageSize) {
        const { rows } = await sql<FactRow>`select * from bench.fact where id > ${after} and id <= ${after + pageSize}`.execute(db.rows());
        yield* rows;
      }
    }
    const query = async (reading: Parameters<typeof reexpressSql>[1], level?: string) => {
      const { rows } = await sql<ReexpressedRow>`${reexpressSql(facts, reading, level === undefined ? {} : { level })}`.execute(db.rows());
      return rows;
    };

    let total = 0n;
    for await (const fact of all()) total += fact.value;
    for (const day of ['2022-06-01', '2024-03-01', '2025-07-01']) {
      const memory = new Map<string, Holdings | null>();
      const byUnit = new Map<string, bigint>();
      const byCommune = new Map<string, bigint>();
      for await (const fact of all()) {
        const key = `${fact.unit_id} ${fact.day}`;
        let holdings = memory.get(key);
        if (holdings === undefined) {
          holdings = naiveHoldings(state, fact.unit_id, fact.day, day);
          memory.set(key, holdings);
        }
        const parts = holdings ? divide(state, fact.value, holdings, day) : [{ unit: fact.unit_id, value: fact.value, placed: false }];
        for (const part of parts) {
          const ancestor = part.placed ? (naiveAncestor(state, part.unit, 'bench-commune', day) ?? part.unit) : part.unit;
          add(byUnit, `${part.unit} ${part.placed}`, part.value);
          add(byCommune, `${ancestor} ${part.placed}`, part.value);
        }
      }
      const map = await ensureClosure(db, day);
      for (const [rows, expected] of [
        [await query(map), byUnit],
        [await query(map, 'bench-commune'), byCommune],
      ] as const) {
        expect(sums(rows)).toEqual(new Map([...expected].sort()));
        expect(rows.reduce((sum, row) => sum + row.value, 0n)).toBe(total);
      }
    }
    const reported = await query(await ensureAncestry(db), 'bench-commune');
    expect(reported.reduce((sum, row) => sum + row.value, 0n)).toBe(total);
  } finally {
    await database.drop();
  }
}

function add(sums: Map<string, bigint>, key: string, value: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + value);
}

function sums(rows: readonly ReexpressedRow[]): Map<string, bigint> {
  const result = new Map<string, bigint>();
  for (const row of rows) add(result, `${row.unit_id} ${row.placed}`, row.value);
  return new Map([...result].sort());
}
