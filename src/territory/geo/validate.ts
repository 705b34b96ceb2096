import { accepted, type Outcome, type Refusal, refused } from '../../platform/outcome/index.ts';
import { type Area, type Position, type Ring, sideOf, signedDoubleArea } from './geometry.ts';

/** Where in a file a finding is; all counted from 1. */
type Place = Record<string, string | number>;
type Reason =
  | 'geometry'
  | 'empty'
  | 'too-many-points'
  | 'ring'
  | 'ring-short'
  | 'ring-open'
  | 'ring-flat'
  | 'coordinate'
  | 'coordinate-swapped'
  | 'coordinate-projected'
  | 'hole-outside';

class Finding extends Error {
  readonly refusal: Refusal;
  constructor(reason: Reason, params: Place) {
    super(reason);
    this.refusal = { code: `territory.boundary-${reason}`, params };
  }
}

/**
 * Reads one GeoJSON geometry as the boundary of a unit: Polygon or MultiPolygon, rings closed and with a surface, longitude
 * before latitude in degrees. Heights are dropped, repeated positions removed, and rings turned as RFC 7946 3.1.6 wants them
 * (outer ones counterclockwise, holes clockwise). `maxPoints` bounds the positions of this geometry; `place` is given back in
 * the parameters of a refusal (for example `{ feature: 3 }`), together with polygon, ring and point counted from 1.
 */
export function readArea(value: unknown, options: { maxPoints: number; place?: Place }): Outcome<{ area: Area; points: number }> {
  const place = options.place ?? {};
  const { type, coordinates } = (typeof value === 'object' && value !== null ? value : {}) as { type?: unknown; coordinates?: unknown };
  let points = 0;
  const count = (positions: number): void => {
    points += positions;
    if (points > options.maxPoints) throw new Finding('too-many-points', { ...place, max: options.maxPoints });
  };
  try {
    if (type === 'Polygon') {
      const area: Area = { type, coordinates: readPolygon(coordinates, { ...place, polygon: 1 }, count) };
      return accepted({ area, points });
    }
    if (type === 'MultiPolygon') {
      if (!Array.isArray(coordinates) || coordinates.length === 0) throw new Finding('empty', { ...place, polygon: 1 });
      const polygons = coordinates.map((rings: unknown, at) => readPolygon(rings, { ...place, polygon: at + 1 }, count));
      const area: Area = { type, coordinates: polygons };
      return accepted({ area, points });
    }
    throw new Finding('geometry', { ...place, type: typeof type === 'string' ? type.slice(0, 40) : '–' });
  } catch (error) {
    if (error instanceof Finding) return refused(error.refusal);
    throw error;
  }
}

function readPolygon(value: unknown, place: Place, count: (positions: number) => void): readonly Ring[] {
  if (!Array.isArray(value) || value.length === 0) throw new Finding('empty', place);
  const rings = value.map((ring: unknown, at) => readRing(ring, { ...place, ring: at + 1 }, at === 0, count));
  const [outer, ...holes] = rings as [Ring, ...Ring[]];
  holes.forEach((hole, at) => {
    const shell: Area = { type: 'Polygon', coordinates: [outer] };
    if (hole.some(([lon, lat]) => sideOf(shell, { lon, lat }) === 'outside')) throw new Finding('hole-outside', { ...place, ring: at + 2 });
  });
  return rings;
}

function readRing(value: unknown, place: Place, outer: boolean, count: (positions: number) => void): Ring {
  if (!Array.isArray(value)) throw new Finding('ring', place);
  count(value.length);
  const ring: Position[] = [];
  value.forEach((position: unknown, at) => {
    const [lon, lat] = readPosition(position, { ...place, point: at + 1 });
    const last = ring.at(-1);
    if (!last || last[0] !== lon || last[1] !== lat) ring.push([lon, lat]);
  });
  const [first, last] = [ring[0], ring.at(-1)];
  if (!first || !last || value.length < 4) throw new Finding('ring-short', place);
  if (first[0] !== last[0] || first[1] !== last[1]) throw new Finding('ring-open', place);
  const surface = signedDoubleArea(ring);
  if (ring.length < 4 || surface === 0) throw new Finding('ring-flat', place);
  return surface > 0 === outer ? ring : ring.reverse();
}

function readPosition(value: unknown, place: Place): Position {
  const [lon, lat] = Array.isArray(value) ? (value as unknown[]) : [];
  if (typeof lon !== 'number' || typeof lat !== 'number' || !Number.isFinite(lon) || !Number.isFinite(lat)) {
    throw new Finding('coordinate', place);
  }
  if (Math.abs(lon) <= 180 && Math.abs(lat) <= 90) return [lon, lat];
  const at = { ...place, value: `${lon}, ${lat}` };
  if (Math.abs(lon) > 1000 || Math.abs(lat) > 1000) throw new Finding('coordinate-projected', at);
  throw new Finding(Math.abs(lon) <= 90 && Math.abs(lat) <= 180 ? 'coordinate-swapped' : 'coordinate', at);
}
