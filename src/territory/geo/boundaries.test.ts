import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseBoundaryFile } from './boundaries.ts';
import { polygonsOf, signedDoubleArea } from './geometry.ts';
import { geoRefusalText } from './refusal-text.ts';

const fixture = readFileSync(new URL('fixture.geojson', import.meta.url), 'utf8');
const limits = { maxBytes: 1_000_000, maxPoints: 1000 };

const square = [
  [
    [104, 21],
    [105, 21],
    [105, 22],
    [104, 22],
    [104, 21],
  ],
];
const file = (geometry: unknown, properties: unknown = { code: '1' }) =>
  JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties, geometry }] });
const polygon = (coordinates: unknown) => file({ type: 'Polygon', coordinates });

/** The one refusal of a file that is refused or has one row error, with its words checked in both languages. */
function refusalOf(text: string, own = limits) {
  const outcome = parseBoundaryFile(text, own);
  const refusal = outcome.ok ? outcome.value.errors[0] : outcome.refusal;
  if (!refusal) throw new Error('nothing was refused');
  for (const lang of ['vi', 'en'] as const) {
    const words = geoRefusalText(refusal, lang);
    expect(words?.title).toBeTruthy();
    expect(words?.advice).toBeTruthy();
    expect(`${words?.title} ${words?.advice}`).not.toMatch(/undefined|NaN|\{/);
  }
  return refusal;
}

describe('a good file', () => {
  test('is read with codes, names, levels and boxes', () => {
    const outcome = parseBoundaryFile(fixture, limits);
    if (!outcome.ok) throw new Error(outcome.refusal.code);
    expect(outcome.value.errors).toEqual([]);
    expect(outcome.value.points).toBe(7 + 5 + 5 + 7 + 4 + 5);
    expect(outcome.value.features.map(({ feature, code, name, level }) => [feature, code, name, level])).toEqual([
      [1, '90001', 'Đồng Thử', 'commune'],
      [2, '90002', 'Ao Giữa', 'commune'],
      [3, '90003', 'Bãi Bên', 'commune'],
      [4, '90004', 'Hai Mảnh', 'commune'],
    ]);
    expect(outcome.value.features[3]?.box).toEqual([104, 21.7, 104.38, 21.8]);
  });

  test('has outer rings counterclockwise and holes clockwise, however they were written', () => {
    const outcome = parseBoundaryFile(fixture, limits);
    if (!outcome.ok) throw new Error(outcome.refusal.code);
    for (const { area } of outcome.value.features) {
      for (const [outer, ...holes] of polygonsOf(area)) {
        expect(signedDoubleArea(outer ?? [])).toBeGreaterThan(0);
        for (const hole of holes) expect(signedDoubleArea(hole)).toBeLessThan(0);
      }
    }
  });

  test('may start with a byte order mark, have heights, repeated positions, Vietnamese property names and the old crs member', () => {
    const ring = [
      [104, 21, 350],
      [105, 21, 351],
      [105, 21, 351],
      [105, 22, 1],
      [104, 22, 1],
      [104, 21, 350],
    ];
    const collection = JSON.parse(file({ type: 'Polygon', coordinates: [ring] }, { ma: ' 04606 ', ten: 'Ta\u0323m' })) as object;
    const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:OGC:1.3:CRS84' } };
    const outcome = parseBoundaryFile(`\uFEFF${JSON.stringify({ ...collection, crs })}`, limits);
    if (!outcome.ok) throw new Error(outcome.refusal.code);
    expect(outcome.value.features[0]).toMatchObject({ code: '04606', name: 'T\u1EA1m', level: null });
    expect(outcome.value.features[0]?.area.coordinates).toEqual(square);
  });
});

describe('a file that cannot be read is refused', () => {
  test.each([
    ['not JSON', '{"type": ', 'territory.boundary-not-json'],
    ['no collection', '{"type":"Feature"}', 'territory.boundary-not-collection'],
    ['a list', '[]', 'territory.boundary-not-collection'],
    ['null', 'null', 'territory.boundary-not-collection'],
    ['no features', '{"type":"FeatureCollection","features":[]}', 'territory.boundary-no-features'],
    [
      'another coordinate system',
      '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:3405"}},"features":[]}',
      'territory.boundary-crs',
    ],
  ])('%s', (_, text, code) => {
    expect(refusalOf(text).code).toBe(code);
  });

  test('too many bytes, counted in UTF-8', () => {
    expect(refusalOf(fixture, { ...limits, maxBytes: 100 }).code).toBe('territory.boundary-file-too-large');
    expect(parseBoundaryFile('"ăăă"', { ...limits, maxBytes: 7 })).toMatchObject({
      refusal: { code: 'territory.boundary-file-too-large' },
    });
  });

  test('too many points in the whole file', () => {
    expect(refusalOf(fixture, { ...limits, maxPoints: 20 })).toMatchObject({
      code: 'territory.boundary-too-many-points',
      params: { feature: 3, max: 20 },
    });
  });
});

describe('a feature that cannot be read is a row error that says where', () => {
  const open = square.map((ring) => ring.slice(0, -1));
  const withPoint = (point: unknown) => [[[104, 21], point, [105, 22], [104, 22], [104, 21]]];
  test.each([
    ['no code', file({ type: 'Polygon', coordinates: square }, {}), 'code-missing', { feature: 1 }],
    ['a number for code', file({ type: 'Polygon', coordinates: square }, { code: 4606 }), 'code-number', { feature: 1, property: 4606 }],
    ['no feature', '{"type":"FeatureCollection","features":[7]}', 'feature', { feature: 1 }],
    ['no geometry', file(null), 'geometry', { feature: 1, type: '–' }],
    ['a point', file({ type: 'Point', coordinates: [104, 21] }), 'geometry', { feature: 1, type: 'Point' }],
    ['no rings', polygon([]), 'empty', { feature: 1, polygon: 1 }],
    ['an empty multipolygon', file({ type: 'MultiPolygon', coordinates: [] }), 'empty', { feature: 1, polygon: 1 }],
    ['no ring', polygon(['x']), 'ring', { feature: 1, polygon: 1, ring: 1 }],
    [
      'a short ring',
      polygon([
        [
          [104, 21],
          [105, 21],
          [104, 21],
        ],
      ]),
      'ring-short',
      { feature: 1, polygon: 1, ring: 1 },
    ],
    ['an empty ring', polygon([[]]), 'ring-short', { feature: 1, polygon: 1, ring: 1 }],
    ['an open ring', polygon(open), 'ring-open', { feature: 1, polygon: 1, ring: 1 }],
    [
      'a flat ring',
      polygon([
        [
          [104, 21],
          [105, 21],
          [106, 21],
          [104, 21],
        ],
      ]),
      'ring-flat',
      { feature: 1, polygon: 1, ring: 1 },
    ],
    ['text as coordinate', polygon(withPoint(['105', 21])), 'coordinate', { feature: 1, polygon: 1, ring: 1, point: 2 }],
    ['null as coordinate', polygon(withPoint([null, 21])), 'coordinate', { feature: 1, polygon: 1, ring: 1, point: 2 }],
    ['latitude first', polygon(withPoint([21, 105])), 'coordinate-swapped', { point: 2, value: '21, 105' }],
    ['metres', polygon(withPoint([512345.6, 2389000])), 'coordinate-projected', { point: 2 }],
    ['off the Earth', polygon(withPoint([200, 21])), 'coordinate', { point: 2 }],
    [
      'a hole elsewhere',
      polygon([
        ...square,
        [
          [110, 21],
          [111, 21],
          [111, 22],
          [110, 21],
        ],
      ]),
      'hole-outside',
      { feature: 1, polygon: 1, ring: 2 },
    ],
  ])('%s', (_, text, reason, params) => {
    const refusal = refusalOf(text);
    expect(refusal.code).toBe(`territory.boundary-${reason}`);
    expect(refusal.params).toMatchObject(params);
  });

  test('the others are read', () => {
    const collection = JSON.parse(fixture) as { features: unknown[] };
    collection.features.splice(1, 0, { type: 'Feature', properties: { code: '90003', level: 'commune' }, geometry: null });
    const outcome = parseBoundaryFile(JSON.stringify(collection), limits);
    expect(outcome).toMatchObject({ ok: true, value: { features: [{ feature: 1 }, { feature: 3 }, { feature: 4 }, { feature: 5 }] } });
  });

  test('the same code twice, though not on two levels', () => {
    const feature = (level: string) => ({
      type: 'Feature',
      properties: { code: '15', level },
      geometry: { type: 'Polygon', coordinates: square },
    });
    const text = JSON.stringify({ type: 'FeatureCollection', features: [feature('commune'), feature('province'), feature('commune')] });
    expect(refusalOf(text)).toEqual({
      code: 'territory.boundary-code-twice',
      params: { feature: 3, other: 1, property: '15' },
      field: 'code',
    });
  });

  test('after 200 findings reading stops and says how many were left', () => {
    const text = JSON.stringify({ type: 'FeatureCollection', features: Array.from({ length: 250 }, () => 0) });
    const outcome = parseBoundaryFile(text, limits);
    if (!outcome.ok) throw new Error(outcome.refusal.code);
    expect(outcome.value.errors).toHaveLength(201);
    const last = outcome.value.errors[200];
    expect(last).toEqual({ code: 'territory.boundary-too-many-errors', params: { feature: 201, rest: 50 } });
    expect(last && geoRefusalText(last, 'vi')?.advice).toContain('50');
  });
});
