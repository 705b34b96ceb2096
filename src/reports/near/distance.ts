/** Distances on the ground, near enough for "is it the same hole in the road?". Runs on a phone. */

/** WGS 84 degrees. */
export interface Point {
  readonly lat: number;
  readonly lon: number;
}

const metresPerDegree = 111_320;

/** Metres between two points a few kilometres apart, on the plane that touches the Earth there. */
export function metresBetween(a: Point, b: Point): number {
  const north = (a.lat - b.lat) * metresPerDegree;
  const east = (a.lon - b.lon) * metresPerDegree * Math.cos(((a.lat + b.lat) / 2) * (Math.PI / 180));
  return Math.hypot(north, east);
}

/** The box of degrees that holds everything within so many metres of a point. */
export function boxAround({ lat, lon }: Point, metres: number): { south: number; north: number; west: number; east: number } {
  const high = metres / metresPerDegree;
  const wide = high / Math.max(0.01, Math.cos((lat * Math.PI) / 180));
  return { south: lat - high, north: lat + high, west: lon - wide, east: lon + wide };
}
