/**
 * Plane and sphere in small: what the territory needs of geometry, on longitude and latitude in degrees (WGS 84), with no
 * extension of the database and no library.
 */

/** [longitude, latitude] in degrees. */
export type Position = readonly [number, number];
/** Closed: the first position is repeated at the end. The first ring of a polygon is the outer one, the others are holes. */
export type Ring = readonly Position[];
interface PolygonArea {
  readonly type: 'Polygon';
  readonly coordinates: readonly Ring[];
}
interface MultiPolygonArea {
  readonly type: 'MultiPolygon';
  readonly coordinates: readonly (readonly Ring[])[];
}
/** The geometry of a unit: a GeoJSON Polygon or MultiPolygon (RFC 7946). */
export type Area = PolygonArea | MultiPolygonArea;
/** [west, south, east, north] in degrees. */
export type Box = readonly [number, number, number, number];
export interface Point {
  readonly lat: number;
  readonly lon: number;
}

/** Mean radius of the Earth in metres (IUGG). */
const earthRadius = 6_371_008.8;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** The polygons of an area, each as its rings: one for a Polygon, several for a MultiPolygon. */
export function polygonsOf(area: Area): readonly (readonly Ring[])[] {
  return area.type === 'Polygon' ? [area.coordinates] : area.coordinates;
}

/** The smallest box around an area. */
export function boxOf(area: Area): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const rings of polygonsOf(area)) {
    for (const [lon, lat] of rings[0] ?? []) {
      west = Math.min(west, lon);
      south = Math.min(south, lat);
      east = Math.max(east, lon);
      north = Math.max(north, lat);
    }
  }
  return [west, south, east, north];
}

/** Whether a box holds a point, its edges included. */
export function boxHolds(box: Box, { lat, lon }: Point): boolean {
  return lon >= box[0] && lon <= box[2] && lat >= box[1] && lat <= box[3];
}

/** Twice the signed area of a ring in its own units: above 0 when it runs counterclockwise. */
export function signedDoubleArea(ring: Ring): number {
  const first = ring[0];
  if (!first) return 0;
  let sum = 0;
  for (let i = 1; i < ring.length; i += 1) {
    const [ax, ay] = ring[i - 1] as Position;
    const [bx, by] = ring[i] as Position;
    // Relative to the first position: small rings far from the origin lose no digits.
    sum += (ax - first[0]) * (by - first[1]) - (bx - first[0]) * (ay - first[1]);
  }
  return sum;
}

type Side = 'inside' | 'border' | 'outside';

function sideOfRing(ring: Ring, x: number, y: number): Side {
  let inside = false;
  for (let i = 1; i < ring.length; i += 1) {
    // Always from the lower end to the upper: neighbours that run along a shared edge in opposite ways then compute the very
    // same number, and no rounding puts a point inside both or neither.
    const [from, to] = [ring[i - 1] as Position, ring[i] as Position];
    const upwards = from[1] < to[1] || (from[1] === to[1] && from[0] <= to[0]);
    const [[ax, ay], [bx, by]] = upwards ? [from, to] : [to, from];
    const cross = (bx - ax) * (y - ay) - (by - ay) * (x - ax);
    if (cross === 0 && Math.min(ax, bx) <= x && x <= Math.max(ax, bx) && ay <= y && y <= by) return 'border';
    // Half-open in y, so that a vertex at the height of the point is counted once.
    if (ay <= y && y < by && cross > 0) inside = !inside;
  }
  return inside ? 'inside' : 'outside';
}

/** Where a point lies: inside an area, exactly on its border (that of a hole too), or outside (in a hole too). */
export function sideOf(area: Area, { lat, lon }: Point): Side {
  for (const [outer, ...holes] of polygonsOf(area)) {
    if (!outer) continue;
    const side = sideOfRing(outer, lon, lat);
    if (side === 'border') return side;
    if (side === 'outside') continue;
    const inHoles = holes.map((hole) => sideOfRing(hole, lon, lat));
    if (inHoles.includes('border')) return 'border';
    if (!inHoles.includes('inside')) return 'inside';
  }
  return 'outside';
}

/** The centroid of an area by surface, holes left out. For a bent or scattered area it may lie outside of it. */
export function centroidOf(area: Area): Point {
  let [weight, x, y] = [0, 0, 0];
  const [originX, originY] = polygonsOf(area)[0]?.[0]?.[0] ?? [0, 0];
  for (const rings of polygonsOf(area)) {
    rings.forEach((ring, at) => {
      // Outer rings count as surface and holes against it, whichever way they run.
      const sign = at === 0 ? Math.sign(signedDoubleArea(ring)) : -Math.sign(signedDoubleArea(ring));
      for (let i = 1; i < ring.length; i += 1) {
        const [ax, ay] = ring[i - 1] as Position;
        const [bx, by] = ring[i] as Position;
        const part = sign * ((ax - originX) * (by - originY) - (bx - originX) * (ay - originY));
        weight += part;
        x += part * (ax + bx - 2 * originX);
        y += part * (ay + by - 2 * originY);
      }
    });
  }
  if (weight === 0) return { lon: originX, lat: originY };
  return { lon: originX + x / (3 * weight), lat: originY + y / (3 * weight) };
}

/** The great-circle distance of two points in metres, on a sphere: off by at most 0.5 % from the ellipsoid. */
export function distanceMetres(a: Point, b: Point): number {
  const dLat = radians(b.lat - a.lat);
  const dLon = radians(b.lon - a.lon);
  const h = Math.sin(dLat / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(dLon / 2) ** 2;
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** The distance in metres from a point to the nearest border of an area, on the plane that touches the Earth at the point. */
export function borderDistanceMetres(area: Area, { lat, lon }: Point): number {
  const kx = earthRadius * radians(1) * Math.cos(radians(lat));
  const ky = earthRadius * radians(1);
  let best = Infinity;
  for (const ring of polygonsOf(area).flat()) {
    for (let i = 1; i < ring.length; i += 1) {
      const [ax, ay] = ring[i - 1] as Position;
      const [bx, by] = ring[i] as Position;
      const [px, py] = [(ax - lon) * kx, (ay - lat) * ky];
      const [dx, dy] = [(bx - ax) * kx, (by - ay) * ky];
      const length = dx * dx + dy * dy;
      const t = length === 0 ? 0 : Math.max(0, Math.min(1, -(px * dx + py * dy) / length));
      best = Math.min(best, (px + t * dx) ** 2 + (py + t * dy) ** 2);
    }
  }
  return Math.sqrt(best);
}
