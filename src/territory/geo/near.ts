import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import type { Point } from './geometry.ts';

const number = String.raw`[+-]?\d{1,3}(?:\.\d{1,15})?`;
const pair = new RegExp(String.raw`^\s*(${number})\s*,\s*(${number})\s*$`);

/**
 * Reads `near=lat,lon` in degrees with decimal points, such as `21.7077,104.8947`. Refuses with `territory.near-format`,
 * `territory.near-range` or, when the two are most likely exchanged, `territory.near-swapped`.
 */
export function parseNear(text: string): Outcome<Point> {
  const match = pair.exec(text);
  if (!match) return refused({ code: 'territory.near-format', field: 'near', status: 400 });
  const lat = Number(match[1]);
  const lon = Number(match[2]);
  if (Math.abs(lat) <= 90 && Math.abs(lon) <= 180) return accepted({ lat, lon });
  if (Math.abs(lat) <= 180 && Math.abs(lon) <= 90) {
    return refused({ code: 'territory.near-swapped', field: 'near', status: 400, params: { suggestion: `${match[2]},${match[1]}` } });
  }
  return refused({ code: 'territory.near-range', field: 'near', status: 400 });
}
