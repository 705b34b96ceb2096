import { Delaunay } from 'd3-delaunay';
import { type Grid, zeroLines } from './contours.ts';
import { median, type PlaneRing, planeBox, ringArea, type Xy } from './plane.ts';

/** How far the outline stays from an outer centre point, as a share of the distance to its neighbours. */
const reach = 0.62;
/** Bays narrower than about twice this many radii are filled, so that the outline follows the province and not each disc. */
const closing = 1.6;
/** The grid has about so many steps from side to side, or three in a radius: more are smoother and slower. */
const fewestSteps = 90;
const mostSteps = 220;

/**
 * Draws a line around centre points where no boundary is known: discs around the points, as wide as neighbours are apart
 * there, united; bays and holes too narrow for a disc of `closing` radii are filled, which leaves no white between neighbours.
 * Gives the outer rings, clockwise on the screen; several where groups of points lie far from each other.
 */
export function outlineAround(sites: readonly Xy[], triangulation: Delaunay<unknown>): PlaneRing[] {
  const radii = radiiOf(sites, triangulation);
  const usual = median(radii);
  const close = closing * usual;
  const box = planeBox(sites);
  const margin = Math.max(...radii) + close;
  const extent = Math.max(box[2] - box[0], box[3] - box[1]) + 2 * margin;
  const step = Math.max(Math.min(usual / 3, extent / fewestSteps), extent / mostSteps);
  const x = box[0] - margin - 2 * step;
  const y = box[1] - margin - 2 * step;
  const columns = Math.ceil((box[2] - box[0] + 2 * margin) / step) + 5;
  const rows = Math.ceil((box[3] - box[1] + 2 * margin) / step) + 5;
  const grid = (values: Float64Array): Grid => ({ x, y, step, columns, rows, values });
  const fill = (at: (px: number, py: number, node: number) => number): Float64Array => {
    const values = new Float64Array(columns * rows);
    for (let j = 0; j < rows; j += 1) {
      for (let i = 0; i < columns; i += 1) values[j * columns + i] = at(x + i * step, y + j * step, j * columns + i);
    }
    return values;
  };

  let near = 0;
  const wide = fill((px, py) => {
    near = triangulation.find(px, py, near);
    const [sx, sy] = sites[near] as Xy;
    return Math.hypot(px - sx, py - sy) - (radii[near] as number) - close;
  });
  const shore = outer(zeroLines(grid(wide))).flat();
  const outside = reachable(wide, columns, rows);
  const shores = new Delaunay(shore.flat());
  near = 0;
  const inner = fill((px, py, node) => {
    if (outside[node]) return close;
    near = shores.find(px, py, near);
    const [sx, sy] = shore[near] as Xy;
    return close - Math.hypot(px - sx, py - sy);
  });
  return outer(zeroLines(grid(inner)));
}

/** Rings around values below 0; what runs the other way is a hole, and holes are filled. */
function outer(rings: readonly PlaneRing[]): PlaneRing[] {
  return rings.filter((ring) => ringArea(ring) > 0);
}

/** The nodes above 0 that can be reached from the corner of the grid: what is outside, holes not among it. */
function reachable(values: Float64Array, columns: number, rows: number): Uint8Array {
  const reached = new Uint8Array(columns * rows);
  const queue = [0];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (reached[node] || (values[node] as number) < 0) continue;
    reached[node] = 1;
    const column = node % columns;
    if (column > 0) queue.push(node - 1);
    if (column < columns - 1) queue.push(node + 1);
    if (node >= columns) queue.push(node - columns);
    if (node < columns * (rows - 1)) queue.push(node + columns);
  }
  return reached;
}

/** The radius of each site's disc: from the distances to its three nearest neighbours, smoothed with theirs, within bounds of the usual one. */
function radiiOf(sites: readonly Xy[], triangulation: Delaunay<unknown>): number[] {
  const around = sites.map((_, at) => [...triangulation.neighbors(at)].filter((other) => other in sites));
  const apart = sites.map(([x, y], at) => {
    const distances = (around[at] as number[]).map((other) => Math.hypot(x - (sites[other] as Xy)[0], y - (sites[other] as Xy)[1]));
    const nearest = distances.toSorted((a, b) => a - b).slice(0, 3);
    return nearest.reduce((sum, distance) => sum + distance, 0) / nearest.length;
  });
  // A single site has no neighbour: any radius will do.
  const usual = median(apart.filter(Number.isFinite)) || 1;
  return sites.map((_, at) => {
    const group = [at, ...(around[at] as number[])].map((one) => apart[one] as number).filter(Number.isFinite);
    const local = group.length === 0 ? usual : group.reduce((sum, distance) => sum + distance, 0) / group.length;
    return reach * Math.min(1.5 * usual, Math.max(0.75 * usual, local));
  });
}
