import { type PlanePolygon, type PlaneRing, planeBox, ringCentroid, ringHolds, type Xy } from './plane.ts';

export interface Label {
  readonly at: Xy;
  /** One or two lines, or null where the name does not fit. */
  readonly lines: readonly string[] | null;
}

/** Widths of letters in shares of the font size, on the generous side: a label must not run over its unit. */
const widths: readonly (readonly [RegExp, number])[] = [
  [/[iíìỉĩịljtfrI.,'()\-\s]/, 0.36],
  [/[mwMW]/, 0.9],
  [/\p{Lu}/u, 0.72],
];

function textWidth(text: string, size: number): number {
  let sum = 0;
  for (const letter of text) sum += widths.find(([letters]) => letters.test(letter))?.[1] ?? 0.58;
  return sum * size;
}

/**
 * Finds a point inside a polygon from where its name can be written, in one line or two, and the lines if they fit wholly
 * inside. Of several places that fit, the one nearest to the middle of the polygon.
 */
export function labelFor(polygon: PlanePolygon, name: string, size: number): Label {
  const outer = polygon[0] ?? [];
  const places = placesIn(outer);
  const [x0, y0, x1, y1] = planeBox(outer);
  for (const lines of waysToBreak(name)) {
    const halfWidth = Math.max(...lines.map((line) => textWidth(line, size))) / 2 + 2;
    const halfHeight = (lines.length * size * 1.15) / 2 + 1;
    if (2 * halfWidth > x1 - x0 || 2 * halfHeight > y1 - y0) continue;
    const at = places.find((place) => holds(polygon, place) && rectangleFits(polygon, place, halfWidth, halfHeight));
    if (at) return { at, lines };
  }
  return { at: places.find((place) => holds(polygon, place)) ?? outer[0] ?? [0, 0], lines: null };
}

/** Points to try: the centroid of a ring, then points spread over its box, the ones nearest to the centroid first. */
function placesIn(outer: PlaneRing): Xy[] {
  const centre = ringCentroid(outer);
  const [x0, y0, x1, y1] = planeBox(outer);
  const steps = [-3, -2, -1, 0, 1, 2, 3];
  const grid = steps.flatMap((j) => steps.map((i): Xy => [(x0 + x1) / 2 + (i / 8) * (x1 - x0), (y0 + y1) / 2 + (j / 8) * (y1 - y0)]));
  const away = ([x, y]: Xy): number => (x - centre[0]) ** 2 + (y - centre[1]) ** 2;
  return [centre, ...grid.toSorted((a, b) => away(a) - away(b))];
}

function holds([outer, ...holes]: PlanePolygon, point: Xy): boolean {
  return outer !== undefined && ringHolds(outer, point) && !holes.some((hole) => ringHolds(hole, point));
}

function waysToBreak(name: string): (readonly string[])[] {
  const words = name.split(' ');
  const breaks = words.slice(1).map((_, at) => [words.slice(0, at + 1).join(' '), words.slice(at + 1).join(' ')]);
  const longest = (lines: readonly string[]): number => Math.max(...lines.map((line) => line.length));
  return [[name], ...breaks.toSorted((a, b) => longest(a) - longest(b)).slice(0, 1)];
}

function rectangleFits(polygon: PlanePolygon, [x, y]: Xy, halfWidth: number, halfHeight: number): boolean {
  const box = [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight] as const;
  return polygon.every((ring) => ring.every((point, at) => !crosses(box, point, ring[(at + 1) % ring.length] as Xy)));
}

/** Whether a segment touches a box (Liang and Barsky). */
function crosses([x0, y0, x1, y1]: readonly [number, number, number, number], [ax, ay]: Xy, [bx, by]: Xy): boolean {
  let [from, to] = [0, 1];
  for (const [delta, room] of [
    [ax - bx, ax - x0],
    [bx - ax, x1 - ax],
    [ay - by, ay - y0],
    [by - ay, y1 - ay],
  ] as const) {
    if (delta === 0) {
      if (room < 0) return false;
    } else if (delta < 0) from = Math.max(from, room / delta);
    else to = Math.min(to, room / delta);
    if (from > to) return false;
  }
  return true;
}
