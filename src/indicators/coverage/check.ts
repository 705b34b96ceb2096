/**
 * The nightly proof: everything made anew from the rosters, beside what was prepared, and compared. What differs is kept as evidence,
 * raises an alarm, and is then made right: the rosters are the record, steps are only made of them, and nobody is helped by a
 * wrong figure that stays in public until somebody reads a log. The alarm stays for as long as the evidence is new.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import type { JsonObject, JsonValue, Tx } from '../../platform/db/index.ts';
import type { JobDefinition } from '../../platform/jobs/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { IndicatorsRows } from '../rows.gen.ts';
import { rebuildCoverage } from './steps/fold.ts';
import { computeSteps, preparedMaps, workMap } from './steps/maps.ts';
import { pendingEvents } from './steps/pending.ts';
import { rawFigures } from './steps/raw.ts';
import { compareSteps } from './steps/write.ts';

interface CheckResult {
  readonly compared: bigint;
  readonly differences: readonly JsonValue[];
}

type Needs = Pick<Context, 'db' | 'clock' | 'ids' | 'log'>;

const mostDifferences = 100;
/** Events are folded within seconds; one that waits longer is itself something to look at. */
const longestWaitSeconds = 60;
/** What the alarm is called in the log: monitoring looks for it. */
const alarm = 'coverage-differs';

/** All figures of all teams, straight from the rosters. */
const raw = sql`select 1 as sign, unit_id, figure, day, delta from ${rawFigures} raw`;

/** Compares, notes the result, raises the alarm and makes right what differed. Takes as long as making everything anew. */
export async function checkCoverage(needs: Needs, { waitSeconds = longestWaitSeconds } = {}): Promise<CheckResult> {
  const { db, clock, ids, log } = needs;
  const started = performance.now();
  const result = await compareAll(needs, waitSeconds);
  await db.transaction((tx) =>
    tx
      .rows<IndicatorsRows>()
      .insertInto('indicators.coverage_check')
      .values({
        id: ids.next(),
        checked_at: clock.now(),
        milliseconds: Math.round(performance.now() - started),
        rows_compared: result.compared,
        differences: JSON.stringify(result.differences),
      })
      .execute(),
  );
  if (result.differences.length === 0) return result;
  log.error(
    { code: alarm, compared: String(result.compared), differences: result.differences.slice(0, 5) },
    'prepared coverage differs from the rosters',
  );
  await db.transaction(rebuildCoverage);
  return result;
}

async function compareAll({ db }: Needs, waitSeconds: number): Promise<CheckResult> {
  let compared = 0n;
  const differences: JsonValue[] = [];
  const note = (found: readonly JsonValue[]) => differences.push(...found.slice(0, mostDifferences - differences.length));
  const maps = [null, ...(await preparedMaps(db)).map((map) => map.id)];
  for (const map of maps) {
    const found = await settled(db, waitSeconds, (tx) => (map === null ? compareDeltas(tx) : compareMap(tx, map)));
    if (found === null) {
      note([{ what: 'events-waiting', seconds: waitSeconds }]);
      break;
    }
    compared += found.compared;
    note(found.differences);
  }
  return { compared, differences };
}

/** Looks at one moment at which all events are folded in; null when there was none for too long. */
async function settled<T>(db: Context['db'], waitSeconds: number, look: (tx: Tx) => Promise<T>): Promise<T | null> {
  const until = performance.now() + waitSeconds * 1000;
  for (;;) {
    const found = await db.transaction(
      async (tx) => {
        await sql`select set_config('statement_timeout', '0', true)`.execute(tx.rows());
        return (await pendingEvents(tx)).length === 0 ? { value: await look(tx) } : null;
      },
      { isolation: 'repeatable read', retry: true },
    );
    if (found) return found.value;
    if (performance.now() > until) return null;
    await sleep(1_000);
  }
}

async function compareDeltas(tx: Tx): Promise<CheckResult> {
  const { rows } = await sql<{ unit_id: string; day: string; figure: string; stands: number; anew: number }>`
    select unit_id, day, figure, sum(stands)::int as stands, sum(anew)::int as anew from (
      select unit_id, day, figure, delta as stands, 0 as anew from indicators.coverage_delta
      union all
      select unit_id, day, figure, 0, delta from ${rawFigures} raw
    ) both_sides group by 1, 2, 3 having sum(stands) <> sum(anew) order by 1, 2, 3 limit ${mostDifferences}`.execute(tx.rows());
  const counted = await sql<{ n: bigint }>`select count(*) as n from indicators.coverage_delta`.execute(tx.rows());
  return { compared: counted.rows[0]?.n ?? 0n, differences: rows.map((row): JsonObject => ({ what: 'delta', ...row })) };
}

async function compareMap(tx: Tx, id: bigint): Promise<CheckResult> {
  const map = (await preparedMaps(tx)).find((one) => one.id === id);
  // Units changed meanwhile: the map is another one, made from the rosters a moment ago.
  if (!map) return { compared: 0n, differences: [] };
  await computeSteps(tx, map.version, [await workMap(tx, map)], raw);
  const { compared, differences } = await compareSteps(tx, mostDifferences);
  return {
    compared,
    differences: differences.map(
      (one): JsonObject => ({ what: 'step', map: map.from, unit: one.unit_id, day: one.from_day, stands: one.stands, anew: one.anew }),
    ),
  };
}

/** Every night, when few look. */
export function coverageJobs(context: Context): readonly JobDefinition[] {
  return [
    {
      name: 'indicators.check-coverage',
      cron: '40 2 * * *',
      expireSeconds: 3_600,
      retryLimit: 3,
      handle: async () => {
        await checkCoverage(context);
      },
    },
  ];
}
