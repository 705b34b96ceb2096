import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBoundaryFile } from '../geo/boundaries.ts';
import { centroidOf } from '../geo/geometry.ts';
import { cellsAround } from './cells.ts';
import type { MapUnit } from './drawing.ts';
import { layout } from './layout.ts';
import { layoutOf } from './memo.ts';
import { pathOf } from './path.ts';
import { ringArea, ringHolds, type Xy } from './plane.ts';

const read = parseBoundaryFile(readFileSync(new URL('../geo/fixture.geojson', import.meta.url), 'utf8'), { maxBytes: 1e6, maxPoints: 1e4 });
if (!read.ok) throw new Error(read.refusal.code);
const bounded: MapUnit[] = read.value.features.map(({ code, name, area }) => ({
  id: code,
  name: name ?? '',
  ...centroidOf(area),
  boundary: area,
}));

/** Sites as in a province: some hundred kilometres wide, some of them close together; now and then two at the same place. */
const sites = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 300 })), { minLength: 1, maxLength: 50 });
const unitsAt = (points: readonly Xy[]): MapUnit[] =>
  points.map(([x, y], at) => ({
    id: `u${at}`,
    name: `Xã ${at}`,
    lat: 21 + y / 300,
    lon: 104 + x / 300,
    parentId: `d${(x % 3) + (y > 150 ? 3 : 0)}`,
  }));

/** The rings of path data, in tenths: each command as SVG means it. */
function ringsOf(d: string): Xy[][] {
  const rings: Xy[][] = [];
  let [x, y] = [0, 0];
  for (const [, command, text] of d.matchAll(/([Mmlhvz])([^Mmlhvz]*)/g)) {
    const numbers = [...(text ?? '').matchAll(/-?(?:\d+(?:\.\d)?|\.\d)/g)].map(([number]) => Math.round(Number(number) * 10));
    const size = command === 'h' || command === 'v' ? 1 : 2;
    if (command === 'z') [x, y] = rings.at(-1)?.[0] ?? [0, 0];
    for (let at = 0; at < numbers.length; at += size) {
      if (command === 'M') [x, y] = [0, 0];
      if (command !== 'v') x += numbers[at] as number;
      if (command === 'v') y += numbers[at] as number;
      else if (command !== 'h') y += numbers[at + 1] as number;
      if (command === 'M' || command === 'm') rings.push([[x, y]]);
      else rings.at(-1)?.push([x, y]);
    }
  }
  return rings;
}

/** The places where lines of path data end without another line going on: none when all lines are closed. */
function looseEnds(...paths: string[]): string[] {
  const ends = new Map<string, number>();
  for (const line of paths.flatMap(ringsOf)) {
    for (const node of [line[0], line.at(-1)]) ends.set(`${node}`, (ends.get(`${node}`) ?? 0) + 1);
  }
  return [...ends].filter(([, count]) => count % 2 === 1).map(([node]) => node);
}

const surface = (d: string): number => ringsOf(d).reduce((sum, ring) => sum + ringArea(ring), 0);

describe('schematic cells', () => {
  test('every point of a cell belongs to the nearest centre', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 300 })), {
          minLength: 1,
          maxLength: 50,
          selector: String,
        }),
        (points) => {
          const cells = cellsAround(points);
          for (const [own, cell] of cells.entries()) {
            for (const corner of cell) {
              const away = ([x, y]: Xy): number => Math.hypot(x - corner[0], y - corner[1]);
              const least = Math.min(...points.map(away));
              expect(away(points[own] as Xy) - least).toBeLessThan(1e-6);
            }
          }
        },
      ),
      { seed: 20250701, numRuns: 25 },
    );
  });

  test('random points inside the outline lie in one cell, that of the nearest centre', () => {
    fc.assert(
      fc.property(sites, fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 300 }), (points, x, y) => {
        const place: Xy = [x + 0.123, y + 0.456];
        const inside = cellsAround(points).flatMap((cell, at) => (ringHolds(cell, place) ? [at] : []));
        expect(inside.length).toBeLessThanOrEqual(1);
        const away = (at: number): number => Math.hypot((points[at] as Xy)[0] - place[0], (points[at] as Xy)[1] - place[1]);
        // Coinciding centres are moved apart by a 400th of the map.
        if (inside[0] !== undefined) expect(away(inside[0]) - Math.min(...points.map((_, at) => away(at)))).toBeLessThan(8);
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  test('one, two and collinear centres, and a crowd at one place, have a cell each', () => {
    const cases: Xy[][] = [
      [[5, 5]],
      [
        [0, 0],
        [10, 0],
      ],
      [
        [0, 0],
        [10, 10],
        [20, 20],
        [30, 30],
      ],
      Array.from({ length: 6 }, (): Xy => [3, 3]),
    ];
    for (const points of cases) {
      const cells = cellsAround(points);
      expect(cells).toHaveLength(points.length);
      for (const cell of cells) expect(Math.abs(ringArea(cell))).toBeGreaterThan(0);
    }
    expect(cellsAround([])).toEqual([]);
  });
});

describe('layout', () => {
  test('leaves no gap and no overlap: the cells fill the outline to the last tenth', () => {
    fc.assert(
      fc.property(sites, (points) => {
        const { shapes, outline } = layout(unitsAt(points), { width: 640 });
        const cells = shapes.reduce((sum, { d }) => sum + surface(d), 0);
        expect(Math.abs(Math.abs(surface(outline)) - Math.abs(cells))).toBeLessThanOrEqual(1);
      }),
      { seed: 20250701, numRuns: 25 },
    );
  });

  test('the outline of every district is closed', () => {
    fc.assert(
      fc.property(sites, (points) => {
        const units = unitsAt(points);
        const whole = layout(units, { width: 640 });
        expect(looseEnds(whole.outline)).toEqual([]);
        for (const district of new Set(units.map(({ parentId }) => parentId))) {
          // With all others in one group, the borders and the outline are those of this district and of the whole.
          const one = layout(
            units.map((unit) => ({ ...unit, parentId: unit.parentId === district ? 'this' : 'other' })),
            { width: 640 },
          );
          // A border ends only on the outline.
          const shore = new Set(ringsOf(one.outline).flat().map(String));
          for (const end of looseEnds(one.borders)) expect(shore).toContain(end);
        }
      }),
      { seed: 20250701, numRuns: 8 },
    );
  });

  test('gives the same bytes for the same units', () => {
    fc.assert(
      fc.property(sites, (points) => {
        expect(layout(unitsAt(points), { width: 640 })).toEqual(layout(unitsAt(points), { width: 640 }));
      }),
      { seed: 3, numRuns: 5 },
    );
  });

  test('fits the drawing, high ones too', () => {
    const high = unitsAt(Array.from({ length: 20 }, (_, at): Xy => [at % 2, at * 30]));
    const drawing = layout(high, { width: 640 });
    expect(drawing.height).toBeLessThanOrEqual(640 * 1.3);
    for (const [x, y] of drawing.shapes.flatMap(({ d }) => ringsOf(d)).flat()) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(6400);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(drawing.height * 10);
    }
  });

  test('draws boundaries where there are: holes, parts, common lines', () => {
    const drawing = layout(bounded, { width: 640 });
    expect(drawing).toMatchObject({ schematic: false, unplaced: [] });
    const [field, pond, bank, parts] = drawing.shapes.map(({ d }) => ringsOf(d));
    expect(field).toHaveLength(2);
    expect(field?.[1]?.map(String).toSorted()).toEqual(pond?.[0]?.map(String).toSorted());
    expect(parts).toHaveLength(2);
    const shared = field?.[0]?.filter((node) => bank?.[0]?.some((other) => String(other) === String(node)));
    expect(shared).toHaveLength(4);
    expect(looseEnds(drawing.outline)).toEqual([]);
  });

  test('mixes boundaries and cells: cells give way to boundaries and touch them', () => {
    const mixed = bounded.map((unit) => (unit.id === '90003' ? { ...unit, boundary: null } : unit));
    const drawing = layout(mixed, { width: 640 });
    expect(drawing.schematic).toBe(true);
    expect(drawing.shapes.map(({ schematic }) => schematic)).toEqual([false, false, true, false]);
    const [field, , bank] = drawing.shapes.map(({ d }) => ringsOf(d));
    for (const [x, y] of bank?.[0] ?? []) {
      const onBorder = field?.[0]?.some((node) => String(node) === String([x, y]));
      expect(onBorder || !ringHolds(field?.[0] ?? [], [x, y])).toBe(true);
    }
  });

  test('a centre inside the boundary of another unit still has its place', () => {
    const lost: MapUnit = { id: 'lost', name: 'Lạc', lat: 21.55, lon: 104.05 };
    const drawing = layout([...bounded, lost], { width: 640 });
    expect(drawing.shapes.at(-1)).toMatchObject({ id: 'lost', schematic: true });
    expect(Math.abs(surface(drawing.shapes.at(-1)?.d ?? ''))).toBeGreaterThan(0);
  });

  test('names units without a place, and needs none', () => {
    const nowhere: MapUnit = { id: 'n', name: 'Chưa rõ', lat: null, lon: 104 };
    expect(layout([...bounded, nowhere], { width: 640 }).unplaced).toEqual([{ id: 'n', name: 'Chưa rõ' }]);
    expect(layout([nowhere], { width: 640 })).toMatchObject({ shapes: [], outline: '', unplaced: [{ id: 'n' }] });
    expect(layout([], { width: 640 })).toMatchObject({ shapes: [], unplaced: [] });
  });

  test('writes names where they fit, on two lines if need be, and nowhere else', () => {
    const [wide] = layout([{ id: 'a', name: 'Mù Cang Chải', lat: 21, lon: 104 }], { width: 640 }).shapes;
    expect(wide?.label).toEqual(['Mù Cang Chải']);
    const [narrow] = layout([{ id: 'a', name: 'Mù Cang Chải', lat: 21, lon: 104 }], { width: 75 }).shapes;
    expect(narrow?.label).toEqual(['Mù Cang', 'Chải']);
    const [tiny] = layout([{ id: 'a', name: 'Mù Cang Chải', lat: 21, lon: 104 }], { width: 30 }).shapes;
    expect(tiny?.label).toBeNull();
  });
});

describe('layoutOf', () => {
  test('draws once for equal units, however they were read', () => {
    const first = layoutOf(bounded, { width: 320 });
    expect(layoutOf(structuredClone(bounded), { width: 320 })).toBe(first);
    expect(layoutOf(bounded, { width: 640 })).not.toBe(first);
    for (let at = 0; at < 300; at += 1) layoutOf(unitsAt([[at / 4, at / 4]]), { width: 320 });
    expect(layoutOf(bounded, { width: 320 })).not.toBe(first);
    expect(layoutOf(bounded, { width: 320 })).toEqual(first);
  });
});

describe('pathOf', () => {
  test('is short', () => {
    const square: Xy[] = [
      [0, 0],
      [100, 0],
      [105, 53],
      [95, 60],
      [100, 59],
    ];
    expect(pathOf([square, [[7, 7]]], true)).toBe('M0 0h10l.5 5.3-1 .7.5-.1zm.7.7z');
  });

  test('says what it was given', () => {
    const node = fc.tuple(fc.integer({ min: -5000, max: 5000 }), fc.integer({ min: -5000, max: 5000 }));
    const ring = fc.uniqueArray(node, { minLength: 1, maxLength: 12, selector: String });
    fc.assert(
      fc.property(fc.array(ring, { maxLength: 4 }), fc.boolean(), (rings, closed) => {
        expect(ringsOf(pathOf(rings, closed))).toEqual(rings);
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});
