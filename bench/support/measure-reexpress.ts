/** Re-expressing 1,000,000 facts of 2022 on the map of 2025: target at most 2 seconds. A server of its own with default settings. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { migrationsDir } from '../../src/app/migrate.ts';
import { systemClock } from '../../src/platform/clock/index.ts';
import { type DatabaseRole, migrate, openDatabase } from '../../src/platform/db/index.ts';
import { uuidIds } from '../../src/platform/ids/index.ts';
import { openEmbedded } from '../../src/platform/postgres/index.ts';
import { ensureAncestry, ensureClosure, type ReexpressedRow, reexpressSql } from '../../src/territory/index.ts';
import { facts, makeFacts, makeHistory } from '../fixtures/million-facts.ts';

const count = 1_000_000;
const rounds = 5;
const dataDir = mkdtempSync(join(tmpdir(), 'yenbai-bench-'));
const server = await openEmbedded({ dataDir, durable: true, purpose: 'bench' });
const open = (role: DatabaseRole) => {
  const url = server.url(role === 'yenbai_reader' ? 'yenbai_app' : role);
  return openDatabase({ url, role, clock: systemClock('Asia/Ho_Chi_Minh'), ids: uuidIds, limits: { statementMs: 120_000 } });
};
await migrate({ directUrl: server.url('yenbai_owner'), dir: migrationsDir, mode: 'demonstration' });
const [owner, db] = [open('yenbai_owner'), open('yenbai_app')];

async function measured(name: string, run: () => Promise<unknown>, times = rounds): Promise<void> {
  const took: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const started = performance.now();
    await run();
    took.push((performance.now() - started) / 1000);
  }
  took.sort((a, b) => a - b);
  process.stdout.write(
    `${name.padEnd(64)} ${took[Math.floor(times / 2)]?.toFixed(3)} s (of ${took.map((one) => one.toFixed(3)).join(', ')})\n`,
  );
}

try {
  await measured('record of 4 years: 1,500 units, 300 events', () => makeHistory(db), 1);
  await measured(`${count.toLocaleString('en')} facts written`, () => makeFacts(owner, count), 1);
  await measured('map of 2025 built (once after each change of units)', () => ensureClosure(db, '2025-07-01'), 1);
  const map = await ensureClosure(db, '2025-07-01');
  const reported = await ensureAncestry(db);
  const whole = await sql<{ value: bigint }>`select sum(value)::bigint as value from bench.fact`.execute(db.rows());
  for (const [name, reading, level] of [
    ['2022 -> map of 2025, own units', map, undefined],
    ['2022 -> map of 2025, by commune', map, 'bench-commune'],
    ['2022 -> map of 2025, by province', map, 'bench-province'],
    ['as reported, by commune', reported, 'bench-commune'],
  ] as const) {
    const query = reexpressSql(facts, reading, level === undefined ? {} : { level });
    let rows: readonly ReexpressedRow[] = [];
    await measured(name, async () => {
      rows = (await sql<ReexpressedRow>`${query}`.execute(db.rows())).rows;
    });
    const total = rows.reduce((sum, row) => sum + row.value, 0n);
    if (total !== whole.rows[0]?.value) throw new Error(`${name}: ${total} is not the whole ${whole.rows[0]?.value}`);
  }
  await measured('for comparison: the same facts only summed by unit', () =>
    sql`select unit_id, sum(value) from bench.fact group by 1`.execute(db.rows()),
  );
} finally {
  await Promise.all([owner.close(), db.close()]);
  await server.release();
  rmSync(dataDir, { recursive: true, force: true });
}
