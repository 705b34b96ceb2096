/** Prepared steps against a count by hand, over random histories of units and random changes of rosters, in random order. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishedEvents, randomRosters, readTeams } from '../../../../bench/fixtures/random-rosters.ts';
import { randomFrom } from '../../../../bench/support/random.ts';
import { type TestDatabase, testDatabase } from '../../../../test/support/database.ts';
import type { Tx } from '../../../platform/db/index.ts';
import { system } from '../../../platform/session/index.ts';
import { changeRosters } from '../../../teams/store/change-rosters.ts';
import { applyEvents } from '../../../territory/index.ts';
import { type TerritoryState, versionOn } from '../../../territory/model/state.ts';
import { divide, naiveHoldings } from '../../../territory/reexpress/naive.fixture.ts';
import { eventOf, type Happening } from '../../../territory/reexpress/random-history.fixture.ts';
import { begin } from '../../../territory/reexpress/random-proof.fixture.ts';
import { loadState } from '../../../territory/store.ts';
import { type NaiveWorld, naiveFigures } from '../naive.fixture.ts';
import { figuresOn } from '../reading/figures.ts';
import { foldEvents, foldRosterChange, followStructure, rebuildCoverage } from './fold.ts';
import { ensureCoverage, ownDays } from './maps.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

class RollBack extends Error {}

async function tried(fn: (tx: Tx) => Promise<void>): Promise<void> {
  await expect(
    database.db.transaction(async (tx) => {
      await fn(tx);
      throw new RollBack();
    }),
  ).rejects.toThrow(RollBack);
}

const kinds = ['merge', 'absorb', 'split', 'lose-part', 'many-to-many', 'transfer', 'rename', 'establish'] as const;

async function randomHistory(tx: Tx, random: () => number, from: number, count: number): Promise<void> {
  for (let n = from; n < from + count; n += 1) {
    const happening: Happening = {
      kind: kinds[Math.floor(random() * kinds.length)] ?? 'merge',
      picks: Array.from({ length: 4 }, () => Math.floor(random() * 1_000)),
      num: 1 + Math.floor(random() * 6),
      den: 2 + Math.floor(random() * 6),
      back: random() < 0.5,
      outside: random() < 0.3,
    };
    const event = eventOf(await loadState(tx), happening, n);
    if (event) await applyEvents(tx, system, [event]);
  }
}

function worldOf(state: TerritoryState, teams: NaiveWorld['teams']): NaiveWorld {
  return {
    units: [...state.units.keys()].sort(),
    teams,
    at: (unit, day) => {
      const version = versionOn(state.versions.get(unit), day);
      return version ? { level: version.level, parent: version.parent, code: version.code } : null;
    },
    holdings: (unit, day, map) => naiveHoldings(state, unit, day, map),
    divide: (value, holdings, map) => divide(state, value, new Map([...holdings].map(([unit, [n, d]]) => [unit, [n, d]])), map),
    edges: state.edges.map((edge) => {
      const event = state.events.get(edge.eventId);
      return { from: edge.from, to: edge.to, day: event?.effectiveOn ?? '', outside: Boolean(event?.outside) };
    }),
  };
}

async function dump(tx: Tx): Promise<readonly unknown[]> {
  const { rows } = await sql`select m.from_day as map, s.unit_id, s.from_day, s.to_day, to_jsonb(s) - 'map_id' as step
    from indicators.coverage_step s join indicators.coverage_map m on m.id = s.map_id order by 1, 2, 3`.execute(tx.rows());
  return rows;
}

const [early, later] = ['2020-06-01', '2022-02-01'] as const;
const maps = [early, later, '2023-06-01', '2030-01-01'];

async function prove(tx: Tx, days: readonly string[]): Promise<number> {
  const state = await loadState(tx);
  const world = worldOf(state, await readTeams(tx));
  let compared = 0;
  for (const day of days) {
    for (const map of [null, ...maps]) {
      const prepared = await ensureCoverage(tx, map ?? ownDays);
      const figures = await figuresOn(tx, prepared.id, world.units, day);
      const expected = naiveFigures(world, day, map ?? day);
      for (const [unit, wanted] of expected) {
        expect({ day, map, unit, ...figures.get(unit) }).toEqual({ day, map, unit, ...wanted });
        compared += 1;
      }
      expect([...figures.keys()].sort()).toEqual([...expected.keys()].sort());
    }
  }
  return compared;
}

/** One random record: units change, rosters change, events arrive in any order and more than once. */
async function story(tx: Tx, seed: number): Promise<number> {
  const random = randomFrom(seed);
  const shuffled = <T>(list: readonly T[]): T[] =>
    list
      .map((one) => ({ one, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ one }) => one);
  await begin(tx);
  await sql`insert into teams.core_force (code, rank, name_vi, name_en) values ('youth-union', 1, 'Đoàn', 'Youth'), ('teacher', 2, 'Giáo viên', 'Teacher'),
    ('official', 3, 'Cán bộ', 'Official') on conflict do nothing`.execute(tx.rows());
  await randomHistory(tx, random, 0, 7);
  const state = await loadState(tx);
  const places = [...state.versions].flatMap(([unit, versions]) => {
    const [first, last] = [versions[0], versions.at(-1)];
    return first && last && (first.level === 'commune' || first.level === 'village')
      ? [{ unit, level: first.level, from: first.from, to: last.to }]
      : [];
  });
  const rosters = randomRosters(tx, random, places);
  const teams: string[] = [];
  await ensureCoverage(tx, ownDays);
  await ensureCoverage(tx, early);
  for (let n = 0; n < 25; n += 1) {
    if (teams.length < 4 || random() < 0.5) {
      await changeRosters(tx, [], async () => {
        const team = await rosters.form();
        teams.push(team);
        return { made: [team], value: null };
      });
    } else {
      const some = shuffled(teams).slice(0, 1 + Math.floor(random() * 2));
      await changeRosters(tx, some, async () => {
        for (const team of some) await rosters.change(team);
        return { value: null };
      });
    }
    if (n === 12) {
      // A map prepared while events are on their way counts each of them once all the same.
      for (const event of shuffled(await publishedEvents(tx)).slice(0, 6)) await foldEvents(tx, [event]);
      await ensureCoverage(tx, later);
    }
  }
  const events = await publishedEvents(tx);
  const [first, ...rest] = shuffled([...events, ...shuffled(events).slice(0, 5)]);
  for (const event of rest.slice(0, 15)) await foldEvents(tx, [event]);
  // The reaction takes all that are left at once; those who come for them later find them counted.
  if (first) await foldRosterChange(tx, first);
  for (const event of rest.slice(15)) await foldRosterChange(tx, event);
  const days = shuffled(
    Array.from({ length: 1_500 }, (_, n) =>
      Temporal.PlainDate.from('2020-01-01')
        .add({ days: n * 2 })
        .toString(),
    ),
  ).slice(0, 5);
  let compared = await prove(tx, ['2020-01-01', ...days]);
  const folded = await dump(tx);
  await rebuildCoverage(tx);
  expect(await dump(tx)).toEqual(folded);
  // Units change again: all prepared maps follow.
  await randomHistory(tx, random, 7, 3);
  await followStructure(tx);
  compared += await prove(tx, days.slice(0, 2));
  return compared;
}

test('folded in any order, steps are what one counts by hand, and what a rebuild makes of the rosters', async () => {
  // Among these records each rule about what can't be placed makes a difference: left out of the statements, the proof fails.
  for (const seed of [2, 3, 9]) await tried(async (tx) => expect(await story(tx, seed)).toBeGreaterThan(500));
}, 180_000);
