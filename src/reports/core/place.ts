/** A place made so coarse that it shows a neighbourhood, not a door. */

/** About 300 m in both directions, in degrees at the latitudes of Vietnam. */
const GRID = 0.003;
const rounded = (degrees: number): number => Number((Math.round(degrees / GRID) * GRID).toFixed(6));

/** The point rounded to about 300 m. */
export function coarse(point: { readonly lat: number; readonly lon: number }): { readonly lat: number; readonly lon: number } {
  return { lat: rounded(point.lat), lon: rounded(point.lon) };
}
