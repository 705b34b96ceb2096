import fc from 'fast-check';
import type { EdgeInput, EventInput, UnitChange, UnitInput } from '../contract.ts';
import { exampleId, exampleUnit } from '../model/example.fixture.ts';
import { type TerritoryState, versionOn } from '../model/state.ts';

/** What may happen on a day, as numbers: `happening` reads them for the units that exist that day. */
export interface Happening {
  readonly kind: 'merge' | 'absorb' | 'split' | 'lose-part' | 'many-to-many' | 'transfer' | 'rename' | 'establish';
  readonly picks: readonly number[];
  readonly num: number;
  readonly den: number;
  readonly back: boolean;
  readonly outside: boolean;
}

export const happenings: fc.Arbitrary<Happening[]> = fc.array(
  fc.record({
    kind: fc.constantFrom('merge', 'absorb', 'split', 'lose-part', 'many-to-many', 'transfer', 'rename', 'establish'),
    picks: fc.array(fc.nat(1_000), { minLength: 4, maxLength: 4 }),
    num: fc.integer({ min: 1, max: 6 }),
    den: fc.integer({ min: 2, max: 7 }),
    back: fc.boolean(),
    outside: fc.boolean(),
  }) as fc.Arbitrary<Happening>,
  { minLength: 6, maxLength: 14 },
);

/** A province with two districts, eight communes and twelve villages. */
export const randomUnits: readonly UnitInput[] = [
  exampleUnit(1, 'tinh', null),
  exampleUnit(11, 'huyen', 1),
  exampleUnit(12, 'huyen', 1),
  ...Array.from({ length: 8 }, (_, index) => exampleUnit(21 + index, 'xa', index % 2 === 0 ? 11 : 12)),
  ...Array.from({ length: 12 }, (_, index) => exampleUnit(41 + index, 'thon', 21 + (index % 8))),
];

/** The day of the n-th happening; every third one shares its day with the one before it. */
function dayOf(n: number): string {
  return `${2021 + Math.floor((n - (n % 3 === 2 ? 1 : 0)) / 4)}-0${1 + ((n - (n % 3 === 2 ? 1 : 0)) % 4) * 2}-01`;
}

/** The event that a happening is, given the record before its day; null when the units for it are not there. */
export function eventOf(state: TerritoryState, happening: Happening, n: number): EventInput | null {
  const day = dayOf(n);
  const communes = [...state.versions].flatMap(([unit, versions]) => (versionOn(versions, day)?.level === 'commune' ? [unit] : []));
  const free = communes.filter(
    (unit) => !state.edges.some((e) => (e.from === unit || e.to === unit) && state.events.get(e.eventId)?.effectiveOn === day),
  );
  const chosen = [...new Set(happening.picks.map((pick) => free[pick % Math.max(free.length, 1)] ?? ''))].filter((unit) => unit !== '');
  const [a, b, c] = chosen;
  if (!a || !b) return null;
  const [first, second] = [100 + 2 * n, 101 + 2 * n];
  const fresh = (unit: number): UnitChange => ({
    ...changeOf(unit),
    unitId: exampleId(unit),
    isNew: true,
    parent: exampleId(11 + (n % 2)),
  });
  const den = BigInt(Math.max(happening.den, happening.num + 1));
  const [part, rest] = [
    { num: BigInt(happening.num), den },
    { num: den - BigInt(happening.num), den },
  ];
  const back = happening.back ? { one: part, other: rest } : null;
  const head = { effectiveOn: day, title: `Việc ${n}`, verified: false, outside: happening.outside && !happening.back ? 'ngoài' : null };
  const build = (kind: EventInput['kind'], edges: EdgeInput[], changes: UnitChange[]): EventInput => ({
    ...head,
    kind,
    edges,
    changes: [...changes, ...children(state, edges, day)],
  });
  switch (happening.kind) {
    case 'merge':
      return build('merge', [withBack(a, exampleId(first), back?.one), withBack(b, exampleId(first), back?.other)], [fresh(first)]);
    case 'absorb':
      return build('merge', [withBack(a, b, back?.one)], []);
    case 'split':
      return build(
        'split',
        [
          { from: a, to: exampleId(first), share: part },
          { from: a, to: exampleId(second), share: rest },
        ],
        [fresh(first), fresh(second)],
      );
    case 'lose-part':
      return build(
        'split',
        [
          { from: a, to: a, share: part },
          { ...withBack(a, b, back?.one), share: rest },
        ],
        [],
      );
    case 'many-to-many': {
      const [x, y] = [exampleId(first), exampleId(second)];
      const edges = [
        { ...withBack(a, x, back?.one), share: part },
        { ...withBack(a, y, back?.other), share: rest },
        { ...withBack(b, x, back?.other), share: { num: 1n, den: 3n } },
        { ...withBack(b, y, back?.one), share: { num: 2n, den: 3n } },
      ];
      return build('split', edges, [fresh(first), fresh(second)]);
    }
    case 'transfer':
      return build('transfer', [], [{ unitId: a, parent: exampleId(11 + (happening.num % 2)) }]);
    case 'rename':
      return build('rename', c ? [{ from: a, to: a }] : [], [{ unitId: a, name: `Tên ${n}` }]);
    case 'establish':
      return { ...head, kind: 'establish', changes: [fresh(first)] };
  }
}

function changeOf(unit: number): Omit<UnitChange, 'unitId'> {
  const { code, name, type } = exampleUnit(unit, 'xa', null);
  return { code, name, type };
}

function withBack(from: string, to: string, back: EdgeInput['back']): EdgeInput {
  return { from, to, back: back ?? null };
}

/** Villages of a unit that ends in several heirs go to the heirs in turn. */
function children(state: TerritoryState, edges: readonly EdgeInput[], day: string): UnitChange[] {
  const ends = new Set(edges.map((edge) => edge.from).filter((unit) => !edges.some((edge) => edge.from === unit && edge.to === unit)));
  return [...ends].flatMap((parent) => {
    const heirs = edges.filter((edge) => edge.from === parent).map((edge) => edge.to);
    if (heirs.length === 1) return [];
    const villages = [...state.versions].filter(([, versions]) => versionOn(versions, day)?.parent === parent).map(([unit]) => unit);
    return villages.map((unitId, index) => ({ unitId, parent: heirs[index % heirs.length] ?? '' }));
  });
}
