import { expect, test } from 'vitest';
import type { EdgeInput, EventInput, UnitChange } from '../contract.ts';
import { ancestryOf } from './ancestry.ts';
import { closureOf, periodOf, ShareTooFine } from './closure.ts';
import { exampleId, exampleUnit, exampleUnits, stateAfter } from './example.fixture.ts';
import { stateOf, type TerritoryState } from './state.ts';

function happens(effectiveOn: string, edges: EdgeInput[], changes: UnitChange[] = [], more: Partial<EventInput> = {}): EventInput {
  return { kind: 'merge', effectiveOn, title: 'Việc thử', verified: true, edges, changes, ...more };
}

function edge(from: number, to: number, num = 1n, den = 1n, back?: [bigint, bigint]): EdgeInput {
  return { from: exampleId(from), to: exampleId(to), share: { num, den }, ...(back ? { back: { num: back[0], den: back[1] } } : {}) };
}

function newCommune(n: number, parent: number): UnitChange {
  const { code, name, type } = exampleUnit(n, 'xa', parent);
  return { unitId: exampleId(n), isNew: true, code, name, type, parent: exampleId(parent) };
}

/** The sources of a unit in short: `from..to target num/den ...`, with `?` where not placed. */
function told(state: TerritoryState, unit: number, day: string): string[] {
  return closureOf(state, day)
    .filter((source) => source.unit === exampleId(unit))
    .map((source) => {
      const parts = source.parts.map((part) => `${Number(part.target.slice(-12))} ${part.num}/${source.den}`).join(' ');
      return `${source.from}..${source.to ?? ''} ${source.placed ? '' : '?'}${parts}`;
    });
}

const children = [
  { unitId: exampleId(31), parent: exampleId(41) },
  { unitId: exampleId(32), parent: exampleId(42) },
];

/** 21 is split 1/3 and 2/3 into 41 and 42 (2021), 42 and 22 become 43 (2022), 43 goes 1/4 to 23 and 3/4 to 44 (2023). */
const chain = stateAfter(exampleUnits, [
  happens('2021-01-01', [edge(21, 41, 1n, 3n), edge(21, 42, 2n, 3n)], [newCommune(41, 11), newCommune(42, 11), ...children]),
  happens('2022-01-01', [edge(42, 43), edge(22, 43)], [newCommune(43, 11)]),
  happens(
    '2023-01-01',
    [edge(43, 23, 1n, 4n), edge(43, 44, 3n, 4n)],
    [newCommune(44, 11), { unitId: exampleId(32), parent: exampleId(44) }, { unitId: exampleId(33), parent: exampleId(44) }],
  ),
]);

test('shares compose along a chain of events, and only the events after the fact and up to the target day count', () => {
  expect(told(chain, 21, '2020-06-01')).toEqual(['2020-01-01..2021-01-01 21 1/1']);
  expect(told(chain, 21, '2021-01-01')).toEqual(['2020-01-01..2021-01-01 41 1/3 42 2/3']);
  expect(told(chain, 21, '2022-06-01')).toEqual(['2020-01-01..2021-01-01 41 1/3 43 2/3']);
  expect(told(chain, 21, '2024-01-01')).toEqual(['2020-01-01..2021-01-01 23 1/6 41 2/6 44 3/6']);
  expect(told(chain, 43, '2024-01-01')).toEqual(['2022-01-01..2023-01-01 23 1/4 44 3/4']);
  expect(told(chain, 23, '2024-01-01')).toEqual(['2020-01-01.. 23 1/1']);
});

test('a later fact goes back to a single recorded predecessor, or stays where the record does not say', () => {
  expect(told(chain, 41, '2020-06-01')).toEqual(['2021-01-01.. 21 1/1']);
  expect(told(chain, 43, '2021-06-01')).toEqual(['2022-01-01..2023-01-01 ?43 1/1']);
  expect(told(chain, 44, '2022-06-01')).toEqual(['2023-01-01.. 43 1/1']);
  expect(told(chain, 44, '2021-06-01')).toEqual(['2023-01-01.. ?44 1/1']);
  expect(told(chain, 23, '2022-06-01')).toEqual(['2020-01-01..2023-01-01 23 1/1', '2023-01-01.. ?23 1/1']);
});

test('backward shares carry a fact to several predecessors; what a unit that went on does not get from others is its own', () => {
  const state = stateAfter(exampleUnits, [
    happens('2021-01-01', [edge(21, 41, 1n, 1n, [1n, 3n]), edge(22, 41, 1n, 1n, [2n, 3n])], [newCommune(41, 11)]),
    happens('2022-01-01', [edge(24, 23, 1n, 1n, [2n, 5n])]),
  ]);
  expect(told(state, 41, '2020-06-01')).toEqual(['2021-01-01.. 21 1/3 22 2/3']);
  expect(told(state, 23, '2021-06-01')).toEqual(['2020-01-01..2022-01-01 23 1/1', '2022-01-01.. 23 3/5 24 2/5']);
});

test('somebody outside the record keeps a fact from being carried back, not forward', () => {
  const state = stateAfter(exampleUnits, [happens('2021-01-01', [edge(21, 41)], [newCommune(41, 11)], { outside: 'xã ngoài hồ sơ' })]);
  expect(told(state, 41, '2020-06-01')).toEqual(['2021-01-01.. ?41 1/1']);
  expect(told(state, 21, '2021-06-01')).toEqual(['2020-01-01..2021-01-01 41 1/1']);
});

test('a unit that ends without a successor keeps its facts, not placed', () => {
  const state = stateAfter([...exampleUnits, exampleUnit(25, 'xa', 12, { to: '2021-06-01' })]);
  expect(told(state, 25, '2021-05-31')).toEqual(['2020-01-01..2021-06-01 25 1/1']);
  expect(told(state, 25, '2021-06-01')).toEqual(['2020-01-01..2021-06-01 ?25 1/1']);
});

test('all days between two changes have the same map', () => {
  expect(periodOf(chain, '2022-12-31')).toEqual({ from: '2022-01-01', to: '2023-01-01' });
  expect(periodOf(chain, '2019-12-31')).toEqual({ from: '0001-01-01', to: '2020-01-01' });
  expect(periodOf(chain, '2031-01-01')).toEqual({ from: '2023-01-01', to: null });
  expect(closureOf(chain, '2022-12-31')).toEqual(closureOf(chain, '2022-01-01'));
});

test('composed shares that leave 64 bits are reported with their unit', () => {
  const fine = 9_223_372_036_854_775_783n;
  const events = ['2021-01-01', '2022-01-01'].map((effectiveOn, index) => ({
    id: exampleId(900 + index),
    kind: 'split' as const,
    effectiveOn,
    title: 'Chia nhỏ',
    documentId: null,
    clause: null,
    verified: false,
    verificationNote: null,
    outside: null,
    batchId: null,
  }));
  const base = stateAfter(exampleUnits);
  const split = (eventId: string, from: number, to: number, den: bigint) => [
    { eventId, from: exampleId(from), to: exampleId(from), share: { num: den - 1n, den }, back: null, basis: 'area' as const },
    { eventId, from: exampleId(from), to: exampleId(to), share: { num: 1n, den }, back: null, basis: 'area' as const },
  ];
  const state = stateOf({
    levels: base.levels.values(),
    types: base.types.values(),
    units: base.units.values(),
    versions: [...base.versions.values()].flat(),
    events,
    edges: [...split(exampleId(900), 21, 22, fine), ...split(exampleId(901), 22, 23, 3n)],
  });
  expect(() => closureOf(state, '2023-01-01')).toThrow(ShareTooFine);
});

test('ancestry follows the parents of each day and joins equal ranges', () => {
  const rows = ancestryOf(chain).filter((row) => row.unit === exampleId(32));
  const short = rows.map((row) => `${row.level} ${row.from}..${row.to ?? ''} ${Number(row.ancestor.slice(-12))}`);
  expect(short).toEqual([
    'commune 2020-01-01..2021-01-01 21',
    'commune 2021-01-01..2022-01-01 42',
    'commune 2022-01-01..2023-01-01 43',
    'commune 2023-01-01.. 44',
    'district 2020-01-01.. 11',
    'province 2020-01-01.. 1',
    'village 2020-01-01.. 32',
  ]);
});
