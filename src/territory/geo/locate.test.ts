import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBoundaryFile } from './boundaries.ts';
import { borderDistanceMetres, centroidOf, distanceMetres, type Position, sideOf } from './geometry.ts';
import { locate } from './locate.ts';
import { parseNear } from './near.ts';
import { geoRefusalText } from './refusal-text.ts';

const read = parseBoundaryFile(readFileSync(new URL('fixture.geojson', import.meta.url), 'utf8'), { maxBytes: 1e6, maxPoints: 1e4 });
if (!read.ok) throw new Error(read.refusal.code);
const [field, pond, bank, parts] = read.value.features.map(({ code, area, box }) => ({
  id: code,
  boundary: area,
  box,
  ...centroidOf(area),
}));
if (!field || !pond || !bank || !parts) throw new Error('the fixture has four features');
const all = [field, pond, bank, parts];

describe('sideOf', () => {
  test.each([
    ['inside', { lat: 21.55, lon: 104.05 }, 'inside'],
    ['in the hole', { lat: 21.6, lon: 104.1 }, 'outside'],
    ['on the border of the hole', { lat: 21.6, lon: 104.08 }, 'border'],
    ['on the outer border', { lat: 21.5, lon: 104.1 }, 'border'],
    ['on a corner', { lat: 21.5, lon: 104 }, 'border'],
    ['level with corners, to the west', { lat: 21.7, lon: 103.9 }, 'outside'],
    ['level with a corner, inside', { lat: 21.63, lon: 104.1 }, 'inside'],
    ['outside', { lat: 22, lon: 104.1 }, 'outside'],
  ] as const)('%s', (_, point, side) => {
    expect(sideOf(field.boundary, point)).toBe(side);
  });

  test('each part of a multipolygon counts', () => {
    expect(sideOf(parts.boundary, { lat: 21.72, lon: 104.1 })).toBe('inside');
    expect(sideOf(parts.boundary, { lat: 21.78, lon: 104.34 })).toBe('inside');
    expect(sideOf(parts.boundary, { lat: 21.78, lon: 104.25 })).toBe('outside');
  });

  test('no point is inside two neighbours, or in none of them although between their outer borders', () => {
    // The common edge of field and bank bends; all points lie in the strip around it.
    const strip = fc.record({
      lon: fc.double({ min: 104.15, max: 104.25, noNaN: true }),
      lat: fc.double({ min: 21.5001, max: 21.6999, noNaN: true }),
    });
    fc.assert(
      fc.property(strip, (point) => {
        const sides = [sideOf(field.boundary, point), sideOf(bank.boundary, point)].toSorted();
        expect([
          ['inside', 'outside'],
          ['border', 'border'],
        ]).toContainEqual(sides);
      }),
      { seed: 20250701, numRuns: 2000 },
    );
  });

  test('agrees with the winding number on random polygons', () => {
    const coordinate = fc.integer({ min: 0, max: 12 });
    const ring = fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 9 });
    fc.assert(
      fc.property(ring, coordinate, coordinate, (open, x, y) => {
        const closed: Position[] = [...open, open[0] as Position];
        const side = sideOf({ type: 'Polygon', coordinates: [closed] }, { lon: x, lat: y });
        let turns = 0;
        let onEdge = false;
        for (let i = 1; i < closed.length; i += 1) {
          const [[ax, ay], [bx, by]] = [closed[i - 1] as Position, closed[i] as Position];
          const [cross, dot] = [(ax - x) * (by - y) - (bx - x) * (ay - y), (ax - x) * (bx - x) + (ay - y) * (by - y)];
          if (cross === 0 && dot <= 0) onEdge = true;
          turns += Math.atan2(cross, dot);
        }
        if (onEdge) expect(side).toBe('border');
        // Even-odd: a ring that crosses itself counts what it goes around once, but not twice.
        else expect(side).toBe(Math.abs(Math.round(turns / (2 * Math.PI))) % 2 === 1 ? 'inside' : 'outside');
      }),
      { seed: 1, numRuns: 2000 },
    );
  });
});

describe('measures', () => {
  test('the centroid leaves holes out', () => {
    expect(pond.lat).toBeCloseTo(21.6, 9);
    expect(pond.lon).toBeCloseTo(104.1, 9);
    const ring = { type: 'Polygon', coordinates: [field.boundary.coordinates[0], pond.boundary.coordinates[0]] } as typeof field.boundary;
    expect(centroidOf(field.boundary)).toEqual(centroidOf(ring));
  });

  test('the distance of two points, known from a table', () => {
    // Two railway stations, 125 km apart in a straight line.
    expect(distanceMetres({ lat: 21.7005, lon: 104.8785 }, { lat: 21.0245, lon: 105.8412 })).toBeGreaterThan(120_000);
    expect(distanceMetres({ lat: 0, lon: 0 }, { lat: 0, lon: 1 })).toBeCloseTo(111_195, -1);
    expect(distanceMetres({ lat: 21, lon: 104 }, { lat: 21, lon: 104 })).toBe(0);
  });

  test('the distance to a border', () => {
    expect(borderDistanceMetres(pond.boundary, { lat: 21.63, lon: 104.1 })).toBeCloseTo(
      distanceMetres({ lat: 21.62, lon: 104.1 }, { lat: 21.63, lon: 104.1 }),
      -1,
    );
  });
});

describe('locate', () => {
  test('by boundary, hole and part respected', () => {
    expect(locate({ lat: 21.55, lon: 104.05 }, all)).toMatchObject({ id: '90001', by: 'boundary' });
    expect(locate({ lat: 21.6, lon: 104.1 }, all)).toMatchObject({ id: '90002', by: 'boundary' });
    expect(locate({ lat: 21.78, lon: 104.34 }, all)).toMatchObject({ id: '90004', by: 'boundary' });
  });

  test('the distance is the way to the centre point, null without one', () => {
    const point = { lat: 21.61, lon: 104.11 };
    expect(locate(point, all)?.distanceMetres).toBeCloseTo(distanceMetres(point, { lat: 21.6, lon: 104.1 }), 6);
    expect(locate(point, [{ ...pond, lat: null, lon: null }])).toEqual({ id: '90002', by: 'boundary', distanceMetres: null });
  });

  test('a point on a border belongs to the nearer centre, whatever the order', () => {
    const point = { lat: 21.56, lon: 104.21 };
    expect(locate(point, all)).toMatchObject({ id: '90003', by: 'boundary' });
    expect(locate(point, all.toReversed())).toMatchObject({ id: '90003', by: 'boundary' });
  });

  test('outside of all boundaries the nearest centre answers, without units whose boundary lies elsewhere', () => {
    const free = { id: 'free', lat: 21.9, lon: 104.1 };
    expect(locate({ lat: 21.83, lon: 104.1 }, [...all, free])).toMatchObject({ id: 'free', by: 'nearest-centre' });
    expect(locate({ lat: 21.83, lon: 104.1 }, all)).toMatchObject({ by: 'nearest-centre' });
    // A hundred metres outside of the drawn border, a slit between drawings, the unit still counts.
    expect(locate({ lat: 21.499, lon: 104.05 }, [...all, free])).toMatchObject({ id: '90001', by: 'nearest-centre' });
  });

  test('equal distances go to the smaller id; nothing near is null', () => {
    const twins = [
      { id: 'b', lat: 21, lon: 104 },
      { id: 'a', lat: 21, lon: 104 },
    ];
    expect(locate({ lat: 21.1, lon: 104 }, twins)?.id).toBe('a');
    expect(locate({ lat: 21.1, lon: 104 }, twins, { withinMetres: 10_000 })).toBeNull();
    expect(locate({ lat: 21.1, lon: 104 }, [])).toBeNull();
    expect(locate({ lat: 21.1, lon: 104 }, [{ id: 'x', lat: null, lon: null }])).toBeNull();
  });
});

describe('parseNear', () => {
  test.each([
    ['21.7077,104.8947', { lat: 21.7077, lon: 104.8947 }],
    [' 21.7 , 104.9 ', { lat: 21.7, lon: 104.9 }],
    ['-90,180', { lat: -90, lon: 180 }],
  ])('reads %s', (text, value) => {
    expect(parseNear(text)).toEqual({ ok: true, value });
  });

  test.each([
    ['', 'format'],
    ['21.7', 'format'],
    ['21,7077,104,8947', 'format'],
    ['21.7;104.9', 'format'],
    ['NaN,Infinity', 'format'],
    ['1e2,3', 'format'],
    ["21.7,104.9' or 1=1", 'format'],
    ['104.8947,21.7077', 'swapped'],
    ['200,300', 'range'],
  ])('refuses %s', (text, reason) => {
    const outcome = parseNear(text);
    if (outcome.ok) throw new Error('accepted');
    expect(outcome.refusal).toMatchObject({ code: `territory.near-${reason}`, field: 'near', status: 400 });
    expect(geoRefusalText(outcome.refusal, 'vi')?.advice).not.toContain('undefined');
    expect(geoRefusalText(outcome.refusal, 'en')?.advice).toContain('near=');
  });

  test('says what was probably meant', () => {
    expect(parseNear('104.8947,21.7077')).toMatchObject({ refusal: { params: { suggestion: '21.7077,104.8947' } } });
  });
});
