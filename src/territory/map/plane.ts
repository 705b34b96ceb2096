/** Points and rings on the drawing plane: x to the right, y downwards. Rings are not closed: the first point is not repeated. */
export type Xy = readonly [number, number];
export type PlaneRing = readonly Xy[];
/** An outer ring and its holes. */
export type PlanePolygon = readonly PlaneRing[];
/** [least x, least y, greatest x, greatest y] */
export type PlaneBox = readonly [number, number, number, number];

/** The box around points; empty input gives a box of infinities that grows from nothing. */
export function planeBox(points: Iterable<Xy>): PlaneBox {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    x0 = Math.min(x0, x);
    y0 = Math.min(y0, y);
    x1 = Math.max(x1, x);
    y1 = Math.max(y1, y);
  }
  return [x0, y0, x1, y1];
}

/** Whether two boxes share a point. */
export function boxesMeet(a: PlaneBox, b: PlaneBox): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}

/** The surface of a ring, with a sign for its direction. */
export function ringArea(ring: PlaneRing): number {
  let sum = 0;
  let previous = ring.at(-1);
  for (const point of ring) {
    if (previous) sum += previous[0] * point[1] - point[0] * previous[1];
    previous = point;
  }
  return sum / 2;
}

/** Whether a ring holds a point (either answer for a point exactly on it). */
export function ringHolds(ring: PlaneRing, [x, y]: Xy): boolean {
  let inside = false;
  let previous = ring.at(-1);
  for (const point of ring) {
    if (previous) {
      const [[ax, ay], [bx, by]] = [previous, point];
      if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
    }
    previous = point;
  }
  return inside;
}

/** The centroid of a ring by surface; of a flat ring its first point. */
export function ringCentroid(ring: PlaneRing): Xy {
  const origin = ring[0] ?? [0, 0];
  let [weight, x, y] = [0, 0, 0];
  let previous = ring.at(-1) ?? origin;
  for (const point of ring) {
    const [ax, ay] = [previous[0] - origin[0], previous[1] - origin[1]];
    const [bx, by] = [point[0] - origin[0], point[1] - origin[1]];
    const part = ax * by - bx * ay;
    weight += part;
    x += part * (ax + bx);
    y += part * (ay + by);
    previous = point;
  }
  return weight === 0 ? origin : [origin[0] + x / (3 * weight), origin[1] + y / (3 * weight)];
}

/** The middle of sorted or unsorted numbers; NaN of none. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
