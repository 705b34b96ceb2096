/** The nightly comparison finds what was tampered with and makes it right; builds and folds at the same moment lose nothing. */
import { sql } from 'kysely';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishedEvents, randomRosters } from '../../../bench/fixtures/random-rosters.ts';
import { randomFrom } from '../../../bench/support/random.ts';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import type { Tx } from '../../platform/db/index.ts';
import { system } from '../../platform/session/index.ts';
import { changeRosters } from '../../teams/store/change-rosters.ts';
import { addUnits, applyEvents } from '../../territory/index.ts';
import { exampleId, exampleLevels, exampleTypes, exampleUnit, exampleUnits } from '../../territory/model/example.fixture.ts';
import { insertRows } from '../../territory/store.ts';
import { checkCoverage } from './check.ts';
import { readCoverage } from './read.ts';
import { foldRosterChange, followStructure, rebuildCoverage } from './steps/fold.ts';
import { ensureCoverage, ownDays, preparedMaps } from './steps/maps.ts';
import { foldReaction, pendingEvents } from './steps/pending.ts';

let database: TestDatabase;
const lines: string[] = [];
const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) });

beforeAll(async () => {
  database = await testDatabase();
  await database.db.transaction(async (tx) => {
    await insertRows(
      tx,
      'level',
      exampleLevels.map((l) => ({ id: l.id, rank: l.rank, has_codes: l.hasCodes, name_vi: l.nameVi, name_en: l.nameEn, valid: '(,)' })),
      null,
    );
    await insertRows(
      tx,
      'unit_type',
      exampleTypes.map((t) => ({ id: t.id, level_id: t.level, name_vi: t.nameVi, name_en: t.nameEn })),
      null,
    );
    expect(await addUnits(tx, system, exampleUnits)).toMatchObject({ ok: true });
    await sql`insert into teams.core_force (code, rank, name_vi, name_en) values ('youth-union', 1, 'Đoàn', 'Youth'), ('teacher', 2, 'Giáo viên', 'Teacher'),
      ('official', 3, 'Cán bộ', 'Official')`.execute(tx.rows());
  });
});
afterAll(() => database.drop());

const random = randomFrom(7);
const villages = [31, 32, 33, 34].map((n) => ({ unit: exampleId(n), level: 'village', from: '2020-01-01', to: null }));

/** Changes rosters; what it published is folded when the test says so. */
async function form(count: number, places: Parameters<typeof randomRosters>[2] = villages): Promise<void> {
  for (let n = 0; n < count; n += 1) {
    await database.db.transaction(async (tx) => {
      const rosters = randomRosters(tx, random, places);
      await changeRosters(tx, [], async () => ({ made: [await rosters.form()], value: null }));
    });
  }
}

async function unfolded(tx: Tx) {
  const waiting = await pendingEvents(tx);
  return (await publishedEvents(tx)).filter((event) => waiting.includes(event.id));
}

/** As the reaction does: the effects and the mark that it is done are one transaction. */
async function foldAll(): Promise<void> {
  for (const event of await database.db.transaction(unfolded)) {
    await database.db.transaction(async (tx) => {
      await foldRosterChange(tx, event);
      await done(tx, event.id);
    });
  }
}

async function done(tx: Tx, event: string): Promise<void> {
  await sql`update platform.outbox set handled_at = now() where id = ${event}::uuid`.execute(tx.rows());
  await sql`insert into platform.outbox_reaction (event_id, reaction, done_at) values (${event}::uuid, ${foldReaction}, now()) on conflict do nothing`.execute(
    tx.rows(),
  );
}

const check = (waitSeconds = 0) => checkCoverage({ ...database, log }, { waitSeconds });

test('a night on which all is well says so, and raises nothing', async () => {
  await database.db.transaction(rebuildCoverage);
  await ensureCoverage(database.db, '2020-06-01');
  await form(6);
  await foldAll();
  const { compared, differences } = await check();
  expect(differences).toEqual([]);
  expect(compared).toBeGreaterThan(20n);
  expect(lines).toEqual([]);
});

test.each([
  [
    'a figure of a step',
    sql`update indicators.coverage_step set village_members = village_members + 1 where unit_id = ${exampleId(1)} and to_day = 'infinity'`,
  ],
  ['a missing step', sql`delete from indicators.coverage_step where unit_id = ${exampleId(21)} and to_day = 'infinity'`],
  [
    'an invented step',
    sql`update indicators.coverage_step set from_day = from_day + 1 where unit_id = ${exampleId(11)} and to_day = 'infinity'`,
  ],
  [
    'the distinct people',
    sql`update indicators.coverage_step set people = people - 1 where unit_id = ${exampleId(1)} and to_day = 'infinity' and people > 0`,
  ],
  ['a delta', sql`update indicators.coverage_delta set delta = delta + 1 where figure = 'village.teams'`],
])('%s that was tampered with raises the alarm, is kept as evidence, and is right afterwards', async (_what, tamper) => {
  lines.length = 0;
  await tamper.execute(database.db.rows());
  const { differences } = await check();
  expect(differences.length).toBeGreaterThan(0);
  expect(lines.map((line) => JSON.parse(line).code)).toEqual(['coverage-differs']);
  const { rows } = await sql<{
    n: number;
  }>`select jsonb_array_length(differences) as n from indicators.coverage_check order by checked_at desc, id desc limit 1`.execute(
    database.db.rows(),
  );
  expect(rows[0]?.n).toBe(differences.length);
  expect((await check()).differences).toEqual([]);
});

test('an event that nobody folds in is an alarm of its own', async () => {
  lines.length = 0;
  await form(1);
  expect((await check()).differences).toEqual([{ what: 'events-waiting', seconds: 0 }]);
  expect(lines).toHaveLength(1);
  // What was made right counts it; folded in late it counts once.
  await foldAll();
  expect((await check()).differences).toEqual([]);
});

test('maps built and events folded in at the same moment end as a rebuild would', async () => {
  await sql`delete from indicators.coverage_map`.execute(database.db.rows());
  await form(4);
  const events = await database.db.transaction(unfolded);
  await Promise.all([
    ensureCoverage(database.db, ownDays),
    ...events.map((event) =>
      database.db.transaction(async (tx) => {
        await foldRosterChange(tx, event);
        await done(tx, event.id);
      }),
    ),
    ensureCoverage(database.db, '2020-06-01'),
    ensureCoverage(database.db, ownDays),
    ensureCoverage(database.db, '2020-06-01'),
  ]);
  expect(await preparedMaps(database.db)).toHaveLength(2);
  expect((await check()).differences).toEqual([]);
});

test('when units change, the figures are read on the new map, and kept maps follow', async () => {
  const before = await readCoverage(database.db, { on: '2026-01-01', unit: exampleId(21) });
  expect(before).toMatchObject({ ok: true, value: { villages: { total: 2 } } });
  await database.db.transaction(async (tx) => {
    const merged = {
      kind: 'merge' as const,
      effectiveOn: '2024-01-01',
      title: 'Nhập',
      verified: true,
      edges: [{ from: exampleId(22), to: exampleId(21) }],
    };
    expect(await applyEvents(tx, system, [merged])).toMatchObject({ ok: true });
  });
  await database.db.transaction(followStructure);
  const after = await readCoverage(database.db, { on: '2026-01-01', unit: exampleId(21) });
  expect(after).toMatchObject({ ok: true, value: { villages: { total: 3 } } });
  const old = await readCoverage(database.db, { on: '2023-01-01', map: '2026-01-01', unit: exampleId(22) });
  expect(old).toMatchObject({ ok: true, value: { reading: 'ended', communes: { total: 1 }, children: [{ unit: { id: exampleId(21) } }] } });
  expect((await check()).differences).toEqual([]);
});

test('what the record cannot share out stays with the unit above, and the view says how many', async () => {
  // Commune 21 took in commune 22 in 2024, nobody wrote with which share: on the map of 2023 its teams of today belong to district 11.
  await form(3, [{ unit: exampleId(21), level: 'commune', from: '2025-01-01', to: null }]);
  await foldAll();
  const now = await readCoverage(database.db, { on: '2026-11-01', unit: exampleId(11) });
  const before = await readCoverage(database.db, { on: '2026-11-01', map: '2023-06-01', unit: exampleId(11) });
  if (!now.ok || !before.ok) throw new Error('refused');
  expect(now.value.teams.commune).toBe(3);
  expect(before.value.members).toEqual(now.value.members);
  expect(before.value.unplaced).toEqual({ commune: now.value.members.commune, village: 0 });
  expect(before.value.children.map((line) => line.members.commune)).toEqual([0, 0]);
  expect(before.value.communes).toEqual({ withTeam: 2, total: 2 });
});

test('several roots are added up, but for persons', async () => {
  await database.db.transaction(async (tx) => {
    expect(await addUnits(tx, system, [exampleUnit(2, 'tinh', null)])).toMatchObject({
      ok: true,
    });
    await followStructure(tx);
  });
  const both = await readCoverage(database.db, { on: '2026-11-01' });
  const one = await readCoverage(database.db, { on: '2026-11-01', unit: exampleId(1) });
  if (!both.ok || !one.ok) throw new Error('refused');
  expect(both.value).toMatchObject({ reading: 'all', unit: null, people: null, members: one.value.members, villages: one.value.villages });
  expect(both.value.children.map((line) => line.unit.id).sort()).toEqual([exampleId(1), exampleId(2)]);
  expect(one.value.people).toBeGreaterThan(0);
});
