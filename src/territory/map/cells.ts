import { Delaunay } from 'd3-delaunay';
import { difference, type Geom, intersection } from 'polyclip-ts';
import { outlineAround } from './outline.ts';
import {
  boxesMeet,
  type PlaneBox,
  type PlanePolygon,
  type PlaneRing,
  planeBox,
  ringArea,
  ringCentroid,
  ringHolds,
  type Xy,
} from './plane.ts';

/**
 * Schematic cells: each centre point gets the places that are nearer to it than to any other, cut at the outline around all of
 * them. Cells do not overlap and leave no gap between them. One ring for each point, in the order given.
 */
export function cellsAround(centres: readonly Xy[]): PlaneRing[] {
  if (centres.length === 0) return [];
  const sites = apart(centres);
  const triangulation = new Delaunay(sites.flat());
  const outline = outlineAround(sites, triangulation);
  const [x0, y0, x1, y1] = planeBox(outline.flat());
  const margin = Math.max(x1 - x0, y1 - y0) / 10;
  const voronoi = triangulation.voronoi([x0 - margin, y0 - margin, x1 + margin, y1 + margin]);
  return sites.map((site, at) => {
    const cell = (voronoi.cellPolygon(at) as Xy[] | null)?.slice(0, -1);
    const around = outline.length === 1 ? outline[0] : outline.find((ring) => ringHolds(ring, site));
    if (!cell || !around) return square(site, Math.max(x1 - x0, y1 - y0) / 150);
    return passes(around, planeBox(cell)) ? clip(around, cell) : cell;
  });
}

/**
 * A cell (in tenths of the drawing) without the places that belong to other polygons: of the pieces left the one with the centre, else the nearest. A centre
 * that lies inside another polygon, against the sense of the data, keeps a small square so that the unit can still be seen.
 */
export function cutOut(
  cell: PlaneRing,
  polygons: readonly { readonly polygon: PlanePolygon; readonly box: PlaneBox }[],
  centre: Xy,
): PlanePolygon {
  const box = planeBox(cell);
  // Only what comes near the cell goes into the costly part; lines made by cutting the rest away lie outside of the cell.
  const sides = corners([box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1]);
  const meeting = polygons.filter((other) => boxesMeet(box, other.box)).map(({ polygon }) => polygon.map((ring) => cutTo(ring, sides)));
  const [first, ...others] = meeting
    .filter(([outer]) => outer && outer.length > 2)
    .map((polygon) => toGeom(...polygon.filter((ring) => ring.length > 2)));
  if (!first) return [cell];
  const pieces = difference(toGeom(cell), first, ...others).map((piece) => piece.map(open));
  const away = (piece: PlanePolygon): number => {
    const outer = piece[0] ?? [];
    if (ringHolds(outer, centre)) return -1;
    const [x, y] = ringCentroid(outer);
    return Math.hypot(x - centre[0], y - centre[1]);
  };
  const found = pieces.toSorted((a, b) => away(a) - away(b))[0];
  return found ?? [square(centre, Math.max(box[2] - box[0], box[3] - box[1]) / 10)];
}

/** Points that coincide are moved apart a little, always the same way: each unit needs a place of its own. */
function apart(centres: readonly Xy[]): Xy[] {
  const [x0, y0, x1, y1] = planeBox(centres);
  const step = Math.max(x1 - x0, y1 - y0, 1e-3) / 400;
  const seen = new Map<string, number>();
  return centres.map(([x, y]) => {
    const key = `${Math.round(x / (step / 10))} ${Math.round(y / (step / 10))}`;
    const times = seen.get(key) ?? 0;
    seen.set(key, times + 1);
    // By the golden angle no two of a crowd end at the same place.
    const [away, angle] = [step * Math.sqrt(times), times * 2.4];
    return [x + away * Math.cos(angle), y + away * Math.sin(angle)];
  });
}

function square([x, y]: Xy, half: number): PlaneRing {
  return corners([x - half, y - half, x + half, y + half]);
}

function corners([x0, y0, x1, y1]: PlaneBox): PlaneRing {
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
}

/** Whether a ring comes near a box; the ring around a cell that it does not come near holds all of it. */
function passes(ring: PlaneRing, [x0, y0, x1, y1]: PlaneBox): boolean {
  return ring.some(([x, y], at) => {
    const [px, py] = ring.at(at - 1) as Xy;
    return Math.max(x, px) >= x0 && Math.min(x, px) <= x1 && Math.max(y, py) >= y0 && Math.min(y, py) <= y1;
  });
}

/** The part of a ring inside a convex cell; where the ring comes into the cell more than once, the largest piece. */
function clip(ring: PlaneRing, cell: PlaneRing): PlaneRing {
  if (visits(ring, cell) > 1) return largest(intersection(toGeom(ring), toGeom(cell)));
  const part = cutTo(ring, cell);
  // A corner of the cell is meant to the last digit: neighbours share it.
  const near = Math.sqrt(Math.abs(ringArea(cell))) * 1e-6;
  return withoutReturns(
    part.map((point) => cell.find(([x, y]) => Math.abs(x - point[0]) < near && Math.abs(y - point[1]) < near) ?? point),
  );
}

/** The part of a ring inside a convex one; separate pieces stay joined by lines on its edge. */
function cutTo(ring: PlaneRing, convex: PlaneRing): PlaneRing {
  const turn = Math.sign(ringArea(convex));
  let part = ring;
  for (let i = 0; i < convex.length && part.length > 0; i += 1) {
    part = cutAt(part, convex[i] as Xy, convex[(i + 1) % convex.length] as Xy, turn);
  }
  return part;
}

/** A cut ring without the ways along an edge of the cell to a corner outside of the ring and straight back. */
function withoutReturns(ring: PlaneRing): PlaneRing {
  const returns = ([ax, ay]: Xy, [bx, by]: Xy, [cx, cy]: Xy): boolean => {
    const [ux, uy, vx, vy] = [bx - ax, by - ay, cx - bx, cy - by];
    const size = Math.hypot(ux, uy) * Math.hypot(vx, vy);
    return size === 0 || (ux * vx + uy * vy < 0 && Math.abs(ux * vy - uy * vx) <= 1e-9 * size);
  };
  let points = ring;
  for (let at = 0; at < points.length && points.length > 2; ) {
    if (returns(points.at(at - 1) as Xy, points[at] as Xy, points[(at + 1) % points.length] as Xy)) {
      points = points.toSpliced(at, 1);
      at = Math.max(0, at - 2);
    } else at += 1;
  }
  return points;
}

/** How often a ring comes into a convex cell from outside. */
function visits(ring: PlaneRing, cell: PlaneRing): number {
  const [x0, y0, x1, y1] = planeBox(cell);
  const inside = ring.map((point) => point[0] >= x0 && point[0] <= x1 && point[1] >= y0 && point[1] <= y1 && ringHolds(cell, point));
  return inside.filter((now, at) => now && !inside.at(at - 1)).length;
}

/** One step of Sutherland and Hodgman: the part of a ring on the inner side of the line from a to b. */
function cutAt(ring: PlaneRing, a: Xy, b: Xy, turn: number): PlaneRing {
  const side = ([x, y]: Xy): number => turn * ((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]));
  const out: Xy[] = [];
  let previous = ring.at(-1) as Xy;
  let before = side(previous);
  for (const point of ring) {
    const now = side(point);
    if (now >= 0 !== before >= 0) {
      const t = before / (before - now);
      out.push([previous[0] + t * (point[0] - previous[0]), previous[1] + t * (point[1] - previous[1])]);
    }
    if (now >= 0) out.push(point);
    previous = point;
    before = now;
  }
  return out;
}

function toGeom(...rings: PlaneRing[]): Geom {
  return [rings.map((ring) => ring.map(([x, y]): [number, number] => [x, y]))];
}

function largest(polygons: readonly (readonly PlaneRing[])[]): PlaneRing {
  const rings = polygons.map((polygon) => open(polygon[0] ?? []));
  return rings.toSorted((a, b) => Math.abs(ringArea(b)) - Math.abs(ringArea(a)))[0] ?? [];
}

function open(ring: PlaneRing): PlaneRing {
  const [first, last] = [ring[0], ring.at(-1)];
  return first && last && first[0] === last[0] && first[1] === last[1] ? ring.slice(0, -1) : ring;
}
