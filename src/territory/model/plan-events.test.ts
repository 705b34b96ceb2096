import { describe, expect, test } from 'vitest';
import type { Refusal } from '../../platform/outcome/index.ts';
import type { EventInput, UnitChange } from '../contract.ts';
import { after, exampleId, exampleIds, exampleUnit, exampleUnits, stateAfter } from './example.fixture.ts';
import { planEvents } from './plan-events.ts';
import { planUnits } from './plan-units.ts';
import { changeType, establishUnit, mergeUnits, renameUnit, splitUnit, transferUnit } from './single-unit.ts';
import { type TerritoryState, versionOn } from './state.ts';

const start = stateAfter(exampleUnits);
const makeId = exampleIds(5_000_000);
const on = (effectiveOn: string) => ({ effectiveOn, title: 'Việc thử', verified: true });

function newCommune(n: number, parent: number, code?: string): UnitChange {
  const unit = exampleUnit(n, 'xa', parent);
  return { unitId: exampleId(n), isNew: true, code: code ?? unit.code, name: unit.name, type: 'xa', parent: exampleId(parent) };
}

/** The unit's states in short: `from..to code name parent`. */
function told(state: TerritoryState, n: number): string[] {
  return (state.versions.get(exampleId(n)) ?? []).map(
    (version) =>
      `${version.from}..${version.to ?? ''} ${version.code ?? '-'} ${version.name} ${version.parent ? Number(version.parent.slice(-12)) : '-'}`,
  );
}

function done(state: TerritoryState, ...events: EventInput[]): TerritoryState {
  const planned = planEvents(state, events, { makeId });
  if (!planned.ok) throw new Error(JSON.stringify(planned.refusal));
  return after(state, planned.value.plan);
}

/** Codes and places of what was wrong. */
function wrong(state: TerritoryState, ...events: EventInput[]): string[] {
  const planned = planEvents(state, events, { makeId });
  if (planned.ok) return [];
  const findings: readonly Refusal[] = planned.refusal.details ?? [planned.refusal];
  return findings.map((finding) => `${finding.code.replace('territory.', '')} ${finding.field ?? ''}`.trim());
}

describe('what happens', () => {
  test('a merge into a new unit ends its predecessors and carries their children', () => {
    const state = done(start, mergeUnits(on('2021-01-01'), [exampleId(21), exampleId(22)], newCommune(41, 11)));
    expect(told(state, 21)).toEqual(['2020-01-01..2021-01-01 00021 Đơn vị 21 11']);
    expect(told(state, 41)).toEqual(['2021-01-01.. 00041 Đơn vị 41 11']);
    expect(told(state, 31)).toEqual(['2020-01-01..2021-01-01 - Đơn vị 31 21', '2021-01-01.. - Đơn vị 31 41']);
    expect(told(state, 33).at(-1)).toBe('2021-01-01.. - Đơn vị 33 41');
    expect(told(state, 34)).toHaveLength(1);
  });

  test('a merge into a unit that goes on leaves that unit as it was', () => {
    const state = done(start, mergeUnits(on('2021-01-01'), [exampleId(22)], { goesOn: exampleId(21) }));
    expect(told(state, 21)).toEqual(['2020-01-01.. 00021 Đơn vị 21 11']);
    expect(told(state, 33).at(-1)).toBe('2021-01-01.. - Đơn vị 33 21');
  });

  test('a code passes on within one day, in a circle too', () => {
    const state = done(
      start,
      mergeUnits(on('2021-01-01'), [exampleId(21)], newCommune(41, 11, '00022')),
      mergeUnits(on('2021-01-01'), [exampleId(22)], newCommune(42, 11, '00021')),
    );
    expect(told(state, 41)).toEqual(['2021-01-01.. 00022 Đơn vị 41 11']);
    expect(told(state, 42)).toEqual(['2021-01-01.. 00021 Đơn vị 42 11']);
  });

  test('a level is abolished together with the merges of its day, in either order, and across calls', () => {
    const level: EventInput = {
      ...on('2021-01-01'),
      kind: 'abolish-level',
      level: 'district',
      edges: [11, 12].map((n) => ({ from: exampleId(n), to: exampleId(1) })),
    };
    const merge = mergeUnits(on('2021-01-01'), [exampleId(21), exampleId(22)], newCommune(41, 1));
    for (const state of [done(start, level, merge), done(start, merge, level), done(done(start, level), merge)]) {
      expect(told(state, 23).at(-1)).toBe('2021-01-01.. 00023 Đơn vị 23 1');
      expect(told(state, 41)).toEqual(['2021-01-01.. 00041 Đơn vị 41 1']);
      expect(told(state, 21)).toEqual(['2020-01-01..2021-01-01 00021 Đơn vị 21 11']);
      expect(told(state, 33).at(-1)).toBe('2021-01-01.. - Đơn vị 33 41');
      expect(state.levels.get('district')?.to).toBe('2021-01-01');
    }
    expect(wrong(done(start, level, merge), establishUnit(on('2021-02-01'), { ...newCommune(43, 1), type: 'huyen' }))).toEqual([
      'level_not_valid events.0.changes.0',
    ]);
  });

  test('renaming, retyping and transferring start a new state and keep the rest', () => {
    const state = done(
      start,
      renameUnit(on('2021-01-01'), exampleId(21), 'Tên mới', ['Tên cũ']),
      changeType(on('2022-01-01'), exampleId(21), 'phuong'),
      transferUnit(on('2023-01-01'), exampleId(21), exampleId(12)),
    );
    expect(told(state, 21)).toEqual([
      '2020-01-01..2021-01-01 00021 Đơn vị 21 11',
      '2021-01-01..2022-01-01 00021 Tên mới 11',
      '2022-01-01..2023-01-01 00021 Tên mới 11',
      '2023-01-01.. 00021 Tên mới 12',
    ]);
    expect(versionOn(state.versions.get(exampleId(21)), '2023-05-01')).toMatchObject({ type: 'phuong', aliases: ['Tên cũ'] });
    expect(told(state, 31)).toHaveLength(1);
  });

  test('an event before later states is carried through where that is unambiguous', () => {
    const later = done(start, renameUnit(on('2023-01-01'), exampleId(33), 'Bản mới'));
    const state = done(later, mergeUnits(on('2021-01-01'), [exampleId(22)], { goesOn: exampleId(23) }));
    expect(told(state, 33)).toEqual([
      '2020-01-01..2021-01-01 - Đơn vị 33 22',
      '2021-01-01..2023-01-01 - Đơn vị 33 23',
      '2023-01-01.. - Bản mới 23',
    ]);
    const twice = done(stateAfter(exampleUnits), mergeUnits(on('2023-01-01'), [exampleId(23)], newCommune(41, 12)));
    expect(told(done(twice, mergeUnits(on('2021-01-01'), [exampleId(22)], newCommune(42, 11))), 33).at(-1)).toBe(
      '2021-01-01.. - Đơn vị 33 42',
    );
    const followed = done(twice, transferUnit(on('2021-01-01'), exampleId(33), exampleId(23)));
    expect(told(followed, 33).map((text) => text.slice(-2))).toEqual(['22', '23', '41']);
  });

  test('a unit added later follows its parent to the single successor', () => {
    const merged = done(start, mergeUnits(on('2021-01-01'), [exampleId(21)], newCommune(41, 11)));
    const planned = planUnits(merged, [exampleUnit(35, 'thon', 21)], { makeId });
    expect(planned.ok && told(after(merged, planned.value.plan), 35)).toEqual([
      '2020-01-01..2021-01-01 - Đơn vị 35 21',
      '2021-01-01.. - Đơn vị 35 41',
    ]);
  });
});

describe('what is refused', () => {
  const split = (shares: readonly [number, bigint, bigint][], children: readonly [number, number][] = []) =>
    splitUnit(
      on('2021-01-01'),
      exampleId(21),
      shares.map(([n, num, den]) => ({ to: exampleId(n), share: { num, den }, unit: newCommune(n, 11) })),
      { by: 'area', children: children.map(([n, parent]) => ({ unitId: exampleId(n), parent: exampleId(parent) })) },
    );

  test('shares that do not add up', () => {
    const children: [number, number][] = [
      [31, 41],
      [32, 42],
    ];
    expect(
      wrong(
        start,
        split(
          [
            [41, 1n, 3n],
            [42, 1n, 3n],
          ],
          children,
        ),
      ),
    ).toEqual(['shares_not_whole events.0.edges.0']);
    expect(
      wrong(
        start,
        split(
          [
            [41, 4n, 3n],
            [42, 0n, 3n],
          ],
          children,
        ),
      ),
    ).toEqual(['bad_share events.0.edges.0', 'bad_share events.0.edges.1']);
    expect(
      wrong(
        start,
        split(
          [
            [41, 1n, 3n],
            [42, 2n, 3n],
          ],
          children,
        ),
      ),
    ).toEqual([]);
  });

  test('children that would be left without a parent, each named', () => {
    expect(
      wrong(
        start,
        split([
          [41, 1n, 3n],
          [42, 2n, 3n],
        ]),
      ),
    ).toEqual(['orphan events.0', 'orphan events.0']);
    expect(
      wrong(
        start,
        split(
          [
            [41, 1n, 3n],
            [42, 2n, 3n],
          ],
          [[31, 41]],
        ),
      ),
    ).toEqual(['orphan events.0']);
    const planned = planEvents(
      start,
      [
        split(
          [
            [41, 1n, 3n],
            [42, 2n, 3n],
          ],
          [[31, 41]],
        ),
      ],
      { makeId },
    );
    expect(!planned.ok && planned.refusal.params).toEqual({ unit: 'Đơn vị 32', parent: 'Đơn vị 21', day: '2021-01-01' });
  });

  test('codes that are taken, missing names, types, parents', () => {
    expect(wrong(start, establishUnit(on('2021-01-01'), newCommune(41, 11, '00024')))).toEqual(['code_taken events.0.changes.0']);
    expect(wrong(start, establishUnit(on('2021-01-01'), { ...newCommune(41, 11), code: null }))).toEqual([
      'code_missing events.0.changes.0',
    ]);
    expect(wrong(start, establishUnit(on('2021-01-01'), { unitId: exampleId(41) }))).toEqual([
      'name_missing events.0.changes.0',
      'type_missing events.0.changes.0',
      'parent_missing events.0.changes.0',
    ]);
    expect(wrong(start, establishUnit(on('2021-01-01'), { ...newCommune(41, 11), type: 'xom' }))).toEqual([
      'unknown_type events.0.changes.0',
    ]);
    expect(wrong(start, establishUnit(on('2021-01-01'), newCommune(24, 11)))).toEqual(['already_recorded events.0.changes.0']);
  });

  test('parents that do not exist that day or stand no higher', () => {
    const merged = done(start, mergeUnits(on('2021-01-01'), [exampleId(21)], newCommune(41, 11)));
    expect(wrong(merged, transferUnit(on('2022-01-01'), exampleId(33), exampleId(21)))).toEqual(['parent_not_existing events.0.changes.0']);
    expect(wrong(start, transferUnit(on('2022-01-01'), exampleId(22), exampleId(24)))).toEqual(['parent_not_higher events.0.changes.0']);
    expect(wrong(start, transferUnit(on('2022-01-01'), exampleId(22), exampleId(99)))).toEqual(['unknown_unit events.0.changes.0']);
  });

  test('units and days outside the record', () => {
    expect(wrong(start, renameUnit(on('2019-01-01'), exampleId(21), 'Tên'))).toEqual(['before_record events.0.changes.0']);
    expect(wrong(start, mergeUnits(on('2020-01-01'), [exampleId(21)], { goesOn: exampleId(22) }))).toEqual([
      'before_record events.0.edges.0',
    ]);
    expect(wrong(start, renameUnit(on('2021-02-30'), exampleId(21), 'Tên'))).toEqual(['bad_day events.0']);
    expect(wrong(start, renameUnit(on('2021-02-01'), exampleId(77), 'Tên'))).toEqual(['unknown_unit events.0.changes.0']);
    const merged = done(start, mergeUnits(on('2021-01-01'), [exampleId(21)], newCommune(41, 11)));
    expect(wrong(merged, renameUnit(on('2021-02-01'), exampleId(21), 'Tên'))).toEqual(['not_existing events.0.changes.0']);
    expect(wrong(merged, mergeUnits(on('2022-01-01'), [exampleId(22)], { goesOn: exampleId(21) }))).toEqual([
      'receiver_not_existing events.0.edges.0',
    ]);
  });

  test('what contradicts later history', () => {
    const renamed = done(start, renameUnit(on('2023-01-01'), exampleId(21), 'Tên mới'));
    expect(wrong(renamed, mergeUnits(on('2021-01-01'), [exampleId(21)], { goesOn: exampleId(22) }))).toEqual([
      'later_history events.0',
      'later_history events.0',
    ]);
    expect(wrong(renamed, changeType(on('2021-01-01'), exampleId(21), 'phuong'))).toEqual(['later_history events.0.changes.0']);
    expect(wrong(renamed, renameUnit(on('2021-01-01'), exampleId(21), 'Tên giữa'))).toEqual([]);
    const merged = done(start, mergeUnits(on('2023-01-01'), [exampleId(21)], { goesOn: exampleId(22) }));
    expect(wrong(merged, mergeUnits(on('2021-01-01'), [exampleId(22)], { goesOn: exampleId(23) }))).toEqual(['later_history events.0']);
  });

  test('a unit that hands on twice or is described twice on one day', () => {
    const merge = (to: number) => mergeUnits(on('2021-01-01'), [exampleId(21)], { goesOn: exampleId(to) });
    expect(wrong(start, merge(22), merge(23))).toEqual(['hands_on_twice events.0.edges.0']);
    const rename = (name: string) => renameUnit(on('2021-01-01'), exampleId(21), name);
    expect(wrong(start, rename('Một'), rename('Hai'))).toEqual(['changed_twice events.1.changes.0']);
    expect(wrong(start, { ...merge(22), edges: [...(merge(22).edges ?? []), ...(merge(22).edges ?? [])] })).toEqual([
      'edge_twice events.0.edges.1',
    ]);
  });

  test('a type of another level, an abolished level in use, an event that says nothing', () => {
    expect(wrong(start, changeType(on('2021-01-01'), exampleId(21), 'thon'))).toEqual(['level_changed events.0.changes.0']);
    expect(wrong(start, { ...on('2021-01-01'), kind: 'abolish-level', level: 'district' })).toEqual([
      'level_still_used events.0',
      'level_still_used events.0',
    ]);
    expect(wrong(start, { ...on('2021-01-01'), kind: 'abolish-level' })).toEqual(['level_missing events.0']);
    expect(wrong(start, { ...on('2021-01-01'), kind: 'rename', title: ' ' })).toEqual(['title_missing events.0', 'empty_event events.0']);
  });

  test('backward shares that are not whole', () => {
    const merge = (backs: ([bigint, bigint] | null)[]): EventInput => ({
      ...on('2021-01-01'),
      kind: 'merge',
      edges: backs.map((back, index) => ({ from: exampleId(21 + index), to: exampleId(41), back: back && { num: back[0], den: back[1] } })),
      changes: [newCommune(41, 11)],
    });
    expect(
      wrong(
        start,
        merge([
          [1n, 3n],
          [1n, 3n],
        ]),
      ),
    ).toEqual(['back_shares_not_whole events.0.edges.0']);
    expect(wrong(start, merge([[1n, 3n], null]))).toEqual(['back_shares_not_whole events.0.edges.0']);
    expect(
      wrong(
        start,
        merge([
          [1n, 3n],
          [2n, 3n],
        ]),
      ),
    ).toEqual([]);
  });

  test('shares too fine for the maps that follow', () => {
    const den = 9_223_372_036_854_775_783n;
    const part = (effectiveOn: string, from: number, to: number, over: bigint): EventInput => ({
      ...on(effectiveOn),
      kind: 'split',
      edges: [
        { from: exampleId(from), to: exampleId(from), share: { num: over - 1n, den: over } },
        { from: exampleId(from), to: exampleId(to), share: { num: 1n, den: over } },
      ],
    });
    expect(wrong(start, part('2021-01-01', 21, 22, den), part('2022-01-01', 22, 23, 3n))).toEqual(['share_too_fine']);
  });

  test('units that enter the record badly', () => {
    const refused = (...units: Parameters<typeof exampleUnit>[]) => {
      const planned = planUnits(
        start,
        units.map((unit) => exampleUnit(...unit)),
        { makeId },
      );
      if (planned.ok) return [];
      return (planned.refusal.details ?? [planned.refusal]).map((finding) => `${finding.code.replace('territory.', '')} ${finding.field}`);
    };
    expect(refused([41, 'xa', 11, { from: '2021-01-01', to: '2021-01-01' }])).toEqual(['empty_range units.0']);
    expect(refused([41, 'xa', 11, { code: '00021' }], [42, 'thon', 41])).toEqual(['code_taken units.0']);
    expect(refused([41, 'xa', 11, { from: '2019-01-01' }])).toEqual(['parent_not_existing units.0']);
    expect(refused([41, 'xa', 31])).toEqual(['parent_not_higher units.0']);
    expect(refused([41, 'xa', 11, { lat: 21 }])).toEqual(['bad_coordinates units.0']);
    expect(refused([41, 'xa', 11], [42, 'thon', 41])).toEqual([]);
  });
});
