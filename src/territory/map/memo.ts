import type { MapDrawing, MapUnit } from './drawing.ts';
import { type LayoutOptions, layout } from './layout.ts';

/** Every district and commune on a few days has a map of its own; a drawing takes some 50 kB, and tens of milliseconds to make. */
const most = 300;
const kept = new Map<string, MapDrawing>();

/** `layout`, kept by the content of what it is given: the same units need no second drawing, however they were read. */
export function layoutOf(units: readonly MapUnit[], options: LayoutOptions): MapDrawing {
  const key = JSON.stringify([
    options.width,
    units.map(({ id, name, lat, lon, parentId, boundary }) => [id, name, lat, lon, parentId, boundary]),
  ]);
  const known = kept.get(key);
  // Taken out and put back: the map keeps the order of use, and the one unused for longest goes first.
  if (known) kept.delete(key);
  const drawing = known ?? layout(units, options);
  kept.set(key, drawing);
  if (kept.size > most) kept.delete(kept.keys().next().value ?? '');
  return drawing;
}
