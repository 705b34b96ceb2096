import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Outcome, Refusal } from '../../platform/outcome/index.ts';
import { type Actor, anonymous, system } from '../../platform/session/index.ts';
import type { EventInput, UnitInput } from '../contract.ts';
import { exampleId, exampleLevels, exampleTypes, exampleUnit, exampleUnits } from '../model/example.fixture.ts';
import { mergeUnits, renameUnit } from '../model/single-unit.ts';
import { ensureClosure } from '../reexpress/map-day.ts';
import type { TerritoryRows } from '../rows.gen.ts';
import { insertRows, loadState, updateRow } from '../store.ts';
import { addUnits } from './add-units.ts';
import { applyEvent, applyEvents } from './apply-event.ts';
import { recordPopulation } from './record-population.ts';
import { registerWhatStandsOn, undoBatch } from './undo-batch.ts';

let database: TestDatabase;
const on = (effectiveOn: string) => ({ effectiveOn, title: 'Việc thử', verified: true });
const officer: Actor = {
  ...anonymous,
  kind: 'person',
  id: '0190d000-0000-7000-8000-000000000017',
  rights: new Set(['territory.edit', 'territory.import']),
};

beforeEach(async () => {
  database = await testDatabase();
  await database.db.transaction(async (tx) => {
    const levels = exampleLevels.map((l) => ({
      id: l.id,
      rank: l.rank,
      has_codes: l.hasCodes,
      name_vi: l.nameVi,
      name_en: l.nameEn,
      valid: '(,)',
    }));
    await insertRows(tx, 'level', levels, null);
    const types = exampleTypes.map((t) => ({ id: t.id, level_id: t.level, name_vi: t.nameVi, name_en: t.nameEn }));
    await insertRows(tx, 'unit_type', types, null);
    expect(await addUnits(tx, system, exampleUnits)).toMatchObject({ ok: true });
  });
});
afterEach(async () => {
  await database.drop();
});

function run<T>(fn: (tx: Tx) => Promise<T>): Promise<T> {
  return database.db.transaction(fn);
}

const apply = (...events: EventInput[]) => run((tx) => applyEvents(tx, officer, events));

async function rowsOf(name: keyof TerritoryRows): Promise<string[]> {
  const { rows } = await sql<{ row: unknown }>`select to_jsonb(t) as row from ${sql.table(name)} t`.execute(database.db.rows());
  return rows.map(({ row }) => JSON.stringify(row)).sort((a, b) => (a < b ? -1 : 1));
}

/** Everything that an import can touch. */
async function everything(): Promise<string[][]> {
  const tables = ['level', 'unit_type', 'unit', 'unit_version', 'unit_event', 'unit_edge', 'unit_boundary', 'population'] as const;
  return await Promise.all(tables.map((table) => rowsOf(`territory.${table}`)));
}

async function batch(fn: (tx: Tx, batchId: string) => Promise<Outcome<unknown>>, kind = 'events'): Promise<string> {
  const id = database.ids.next();
  const outcome = await run(async (tx) => {
    const row = { id, kind, file_name: 'thu.csv', file_hash: 'a'.repeat(64), applied_at: tx.clock.now(), applied_by: 'thử' };
    await tx.rows<TerritoryRows>().insertInto('territory.import_batch').values(row).execute();
    return await fn(tx, id);
  });
  expect(outcome).toMatchObject({ ok: true });
  return id;
}

const undo = (id: string) => run((tx) => undoBatch(tx, officer, id));

/** What stands in the way, in short. */
function ways(outcome: Outcome<unknown>): string[] {
  if (outcome.ok) return [];
  const details: readonly Refusal[] = outcome.refusal.details ?? [outcome.refusal];
  return details
    .map(({ code, params }) => [code.replace('territory.', ''), params?.kind ?? params?.unit].join(' '))
    .sort((a, b) => (a < b ? -1 : 1));
}

const newCommune = (n: number, parent: number) => ({ ...exampleUnit(n, 'xa', parent), unitId: exampleId(n) });
const merge = mergeUnits(on('2021-01-01'), [exampleId(21), exampleId(22)], newCommune(41, 11));

describe('applyEvents', () => {
  test('writes units, edges, trail and outbox together, and the map of that day is another', async () => {
    const before = await ensureClosure(database.db, '2021-06-01');
    const outcome = await apply(merge);
    const id = outcome.ok ? outcome.value.eventIds[0] : undefined;
    const state = await loadState(database.db);
    expect(state.events.get(id ?? '')).toMatchObject({ kind: 'merge', effectiveOn: '2021-01-01', verified: true });
    expect(state.edges).toHaveLength(2);
    expect(state.versions.get(exampleId(31))?.at(-1)).toMatchObject({ parent: exampleId(41), eventId: id, from: '2021-01-01', to: null });
    const { rows: trail } = await sql<{ subject_id: string; places: string[] }>`
      select subject_id, places from audit.entry where action = 'territory.apply-event'`.execute(database.db.rows());
    expect(trail).toEqual([{ subject_id: id, places: expect.arrayContaining([exampleId(21), exampleId(41), exampleId(33)]) }]);
    const { rows: outbox } = await sql<{ payload: unknown }>`
      select payload from platform.outbox where name = 'territory.structure-changed' order by id desc limit 1`.execute(database.db.rows());
    expect(outbox).toEqual([{ payload: { from: '2021-01-01', events: [id], batch: null } }]);
    expect((await ensureClosure(database.db, '2021-06-01')).mapId).not.toBe(before.mapId);
    const { rows } = await sql<{ search: string }>`
      select search from territory.unit_version where unit_id = ${exampleId(41)}`.execute(database.db.rows());
    expect(rows).toEqual([{ search: '|xa don vi 41|don vi 41|00041|' }]);
  });

  test('a call of which one event is refused leaves nothing behind', async () => {
    const before = await everything();
    const outcome = await apply(
      renameUnit(on('2021-01-01'), exampleId(23), 'Mới'),
      mergeUnits(on('2022-01-01'), [exampleId(77)], { goesOn: exampleId(22) }),
    );
    expect(ways(outcome)).toEqual(['unknown_unit ']);
    expect(await everything()).toEqual(before);
    const { rows } = await sql<{ n: bigint }>`select count(*) as n from audit.entry where action = 'territory.apply-event'`.execute(
      database.db.rows(),
    );
    expect(rows[0]?.n).toBe(0n);
  });

  test('repeating an event with its id gives the same answer and changes nothing', async () => {
    const event = { ...merge, id: exampleId(900) };
    const first = await run((tx) => applyEvent(tx, officer, event));
    const rows = await everything();
    expect(await run((tx) => applyEvent(tx, officer, event))).toEqual(first);
    expect(await everything()).toEqual(rows);
  });

  test('an actor without the right and an unknown document are refused', async () => {
    expect(await run((tx) => applyEvent(tx, anonymous, merge))).toMatchObject({
      ok: false,
      refusal: { code: 'territory.not_allowed', status: 403 },
    });
    const cited = await run((tx) => applyEvent(tx, officer, { ...merge, documentId: exampleId(7) }));
    expect(cited).toMatchObject({ ok: false, refusal: { code: 'territory.unknown_document' } });
  });

  test('two writers wait for each other: the second judges what the first has written', async () => {
    const other = mergeUnits(on('2021-01-01'), [exampleId(22)], { goesOn: exampleId(21) });
    const both = await Promise.all([apply(merge), apply(other)]);
    expect(both.filter((outcome) => outcome.ok)).toHaveLength(1);
    expect((await loadState(database.db)).events.size).toBe(1);
  });
});

describe('recordPopulation', () => {
  const figure = (n: number, day: string, value: bigint) => ({ unitId: exampleId(n), day, value, basis: 'đăng ký', source: 'thử' });
  const record = (...figures: ReturnType<typeof figure>[]) => run((tx) => recordPopulation(tx, officer, figures));

  test('keeps figures of units that exist on their day, once', async () => {
    expect(await record(figure(21, '2020-04-01', 1_234n), figure(22, '2020-04-01', 0n))).toMatchObject({ ok: true });
    await apply(merge);
    const refused = await record(
      figure(21, '2020-04-01', 5n),
      figure(21, '2022-04-01', 5n),
      figure(77, '2022-04-01', 5n),
      figure(41, '2022-04-01', 5n),
      figure(41, '2022-04-01', 6n),
    );
    expect(refused.ok ? [] : refused.refusal.details?.map(({ code, field }) => `${code} ${field}`)).toEqual([
      'territory.population_twice figures.0',
      'territory.not_existing figures.1',
      'territory.unknown_unit figures.2',
      'territory.population_twice figures.4',
    ]);
    expect(await record(figure(23, '2020-02-30', 1n))).toMatchObject({ refusal: { code: 'territory.bad_day', field: 'figures.0' } });
    expect(await record(figure(23, '2020-02-20', -1n))).toMatchObject({ refusal: { code: 'territory.population_negative' } });
    expect(await rowsOf('territory.population')).toHaveLength(2);
  });
});

describe('undoBatch', () => {
  const villages: UnitInput[] = [exampleUnit(51, 'thon', 23), exampleUnit(52, 'thon', 23)];

  test('puts units, events, levels, codes and children back exactly', async () => {
    const before = await everything();
    const abolish: EventInput = {
      ...on('2021-01-01'),
      kind: 'abolish-level',
      level: 'district',
      edges: [11, 12].map((n) => ({ from: exampleId(n), to: exampleId(1) })),
    };
    const swap = mergeUnits(on('2022-01-01'), [exampleId(23)], { ...newCommune(42, 1), code: '00024' });
    const other = mergeUnits(on('2022-01-01'), [exampleId(24)], { ...newCommune(43, 1), code: '00023' });
    const id = await batch((tx, batchId) =>
      applyEvents(
        tx,
        officer,
        [{ ...merge, changes: [{ ...newCommune(41, 1), isNew: true, parent: exampleId(1) }] }, abolish, swap, other],
        { batchId },
      ),
    );
    const done = await everything();
    expect(done).not.toEqual(before);
    expect(await undo(id)).toMatchObject({ ok: true });
    expect(await everything()).toEqual(before);
    expect(await undo(id)).toMatchObject({ ok: false, refusal: { code: 'territory.batch_already_undone', status: 409 } });
    const { rows } = await sql<{ state: string; undone_by: string }>`select state, undone_by from territory.import_batch`.execute(
      database.db.rows(),
    );
    expect(rows).toEqual([{ state: 'undone', undone_by: officer.id }]);
    expect(await undo(exampleId(1))).toMatchObject({ ok: false, refusal: { code: 'territory.unknown_batch' } });
    expect(await run((tx) => undoBatch(tx, anonymous, id))).toMatchObject({ ok: false, refusal: { code: 'territory.not_allowed' } });
  });

  test('batches come off in the reverse order only, and each time exactly', async () => {
    const zero = await everything();
    const first = await batch((tx, batchId) => addUnits(tx, officer, villages, { batchId }), 'units');
    const one = await everything();
    const second = await batch((tx, batchId) =>
      applyEvents(tx, officer, [mergeUnits(on('2021-01-01'), [exampleId(23)], { goesOn: exampleId(24) })], { batchId }),
    );
    const third = await batch(
      (tx, batchId) =>
        recordPopulation(tx, officer, [{ unitId: exampleId(51), day: '2022-01-01', value: 3n, basis: '', source: '' }], { batchId }),
      'population',
    );
    const refused = await undo(first);
    expect(ways(refused)).toEqual([
      'stands_in_way population',
      'stands_in_way version',
      'stands_in_way version',
      'stands_in_way version',
      'stands_in_way version',
    ]);
    const batches = refused.ok ? [] : (refused.refusal.details ?? []).map(({ params }) => params?.batch);
    expect(new Set(batches)).toEqual(new Set([second, third]));
    expect(await undo(third)).toMatchObject({ ok: true });
    expect(await undo(second)).toMatchObject({ ok: true });
    expect(await everything()).toEqual(one);
    expect(await undo(first)).toMatchObject({ ok: true });
    expect(await everything()).toEqual(zero);
  });

  test('what was written by hand since stands in the way, and so does a code that has been given away', async () => {
    const id = await batch((tx, batchId) => applyEvents(tx, officer, [merge], { batchId }));
    const village = { ...exampleUnit(53, 'thon', 41), from: '2021-05-01' };
    expect(await run((tx) => addUnits(tx, officer, [village]))).toMatchObject({ ok: true });
    expect(ways(await undo(id))).toEqual(['stands_in_way version']);
    const ended = await batch((tx, batchId) =>
      applyEvents(tx, officer, [mergeUnits(on('2022-01-01'), [exampleId(23)], { goesOn: exampleId(24) })], { batchId }),
    );
    const reused = { ...exampleUnit(61, 'xa', 12), from: '2023-01-01', code: '00023' };
    expect(await run((tx) => addUnits(tx, officer, [reused]))).toMatchObject({ ok: true });
    const before = await everything();
    expect(ways(await undo(ended))).toEqual(['code_taken Đơn vị 23']);
    expect(await everything()).toEqual(before);
  });

  test('another module can say what stands on units', async () => {
    const marked = new Set<string>();
    registerWhatStandsOn(async (_tx, unitIds) =>
      unitIds.filter((unitId) => marked.has(unitId)).map((unitId) => ({ kind: 'roster', id: 'r1', unitId, batchId: null })),
    );
    const id = await batch((tx, batchId) => addUnits(tx, officer, villages, { batchId }), 'units');
    marked.add(exampleId(51));
    expect(ways(await undo(id))).toEqual(['stands_in_way roster']);
    marked.clear();
    expect(await undo(id)).toMatchObject({ ok: true });
  });

  test('rows changed one by one are kept too', async () => {
    const shape = {
      id: exampleId(800),
      unit_id: exampleId(21),
      valid: '[2020-01-01,)',
      geometry: { type: 'Polygon', coordinates: [] },
      source: 'thử',
    };
    const box = { min_lon: 104, min_lat: 21, max_lon: 105, max_lat: 22 };
    await run((tx) => insertRows(tx, 'unit_boundary', [{ ...shape, ...box, batch_id: null }], null));
    const before = await everything();
    const id = await batch(async (tx, batchId) => {
      await updateRow(tx, 'unit_boundary', { id: shape.id, valid: '[2020-01-01,2021-01-01)' }, batchId);
      const next = { ...shape, ...box, id: exampleId(801), valid: '[2021-01-01,)', batch_id: batchId };
      await insertRows(tx, 'unit_boundary', [next], batchId);
      return { ok: true, value: null };
    }, 'boundaries');
    expect(await rowsOf('territory.unit_boundary')).toHaveLength(2);
    expect(await undo(id)).toMatchObject({ ok: true });
    expect(await everything()).toEqual(before);
  });
});
