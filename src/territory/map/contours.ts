import type { PlaneRing, Xy } from './plane.ts';

/** Numbers on a regular grid: the value at column i and row j is `values[j * columns + i]`, its place (x + i * step, y + j * step). */
export interface Grid {
  readonly x: number;
  readonly y: number;
  readonly step: number;
  readonly columns: number;
  readonly rows: number;
  readonly values: Float64Array;
}

/**
 * The closed lines where the values of a grid fall through 0 (marching squares with linear interpolation), with the values
 * below 0 on the same side of every line. The values on the grid's edge must be above 0.
 */
export function zeroLines(grid: Grid): PlaneRing[] {
  const { columns, rows, values } = grid;
  const value = (node: number): number => values[node] as number;
  // An edge of the grid is named by its lower node: 2n goes right from node n, 2n + 1 goes down.
  const next = new Map<number, number>();
  for (let j = 0; j + 1 < rows; j += 1) {
    for (let i = 0; i + 1 < columns; i += 1) {
      const node = j * columns + i;
      const below = node + columns;
      const kind = (value(node) < 0 ? 1 : 0) | (value(node + 1) < 0 ? 2 : 0) | (value(below + 1) < 0 ? 4 : 0) | (value(below) < 0 ? 8 : 0);
      if (kind === 0 || kind === 15) continue;
      const [top, right, bottom, left] = [2 * node, 2 * node + 3, 2 * below, 2 * node + 1];
      const middle = value(node) + value(node + 1) + value(below) + value(below + 1);
      for (const [from, to] of crossings(kind, middle < 0)) {
        const edges = [top, right, bottom, left];
        next.set(edges[from] as number, edges[to] as number);
      }
    }
  }
  const point = (edge: number): Xy => {
    const node = edge >> 1;
    const other = edge % 2 === 0 ? node + 1 : node + columns;
    const t = value(node) / (value(node) - value(other));
    const [i, j] = [node % columns, Math.floor(node / columns)];
    return edge % 2 === 0 ? [grid.x + (i + t) * grid.step, grid.y + j * grid.step] : [grid.x + i * grid.step, grid.y + (j + t) * grid.step];
  };
  const rings: PlaneRing[] = [];
  for (const start of next.keys()) {
    const ring: Xy[] = [];
    for (let edge: number | undefined = start; edge !== undefined && next.has(edge); ) {
      ring.push(point(edge));
      const following: number | undefined = next.get(edge);
      next.delete(edge);
      edge = following;
    }
    if (ring.length > 2) rings.push(ring);
  }
  return rings;
}

type Line = readonly [from: number, to: number];
/**
 * The lines through one square by which of its corners are below 0 (1 top left, 2 top right, 4 bottom right, 8 bottom left),
 * from side to side (0 top, 1 right, 2 bottom, 3 left), the values below 0 on the right hand.
 */
const single: readonly (Line | null)[] = [
  ...([null, [0, 3], [1, 0], [1, 3], [2, 1], null, [2, 0], [2, 3]] as const),
  ...([[3, 2], [0, 2], null, [1, 2], [3, 1], [0, 1], [3, 0], null] as const),
];

function crossings(kind: number, joined: boolean): readonly Line[] {
  // Two opposite corners below 0: with the middle below 0 they are one band, else two corners cut off.
  let kinds = [kind];
  if (kind === 5) kinds = joined ? [7, 13] : [1, 4];
  if (kind === 10) kinds = joined ? [11, 14] : [2, 8];
  return kinds.map((one) => single[one]).filter((line) => line != null);
}
