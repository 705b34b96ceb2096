import { type Area, boxOf, type Position, polygonsOf } from '../geo/geometry.ts';
import { cellsAround, cutOut } from './cells.ts';
import { labelSize, type MapDrawing, type MapShape, type MapUnit } from './drawing.ts';
import { labelFor } from './labels.ts';
import { joined, type Mesh, meshOf, type Node, type NodeShape } from './mesh.ts';
import { pathOf } from './path.ts';
import { type PlanePolygon, type PlaneRing, planeBox, ringArea, type Xy } from './plane.ts';

export interface LayoutOptions {
  /** Width of the drawing in its own units, about the pixels it takes on a wide screen. The height follows, up to 1.3 times the width. */
  readonly width: number;
}

const margin = 3;
const highest = 1.3;
/** Triangles smaller than this many square units are left out of lines: no eye sees them at the size of the drawing. */
const detail = 0.9;
/** Points are put on a grid of so many tenths of a unit: half a pixel, where the path is short and the eye sees no step. */
const gridStep = 5;

interface Placed {
  readonly unit: MapUnit;
  readonly shape: NodeShape;
  readonly schematic: boolean;
}

/**
 * Draws units as a map: true boundaries where there are, elsewhere schematic cells around the centre points. Pure and
 * deterministic: the same units give the same bytes. Equirectangular, true to scale at the middle latitude. `layoutOf` keeps
 * what was drawn.
 */
export function layout(units: readonly MapUnit[], { width }: LayoutOptions): MapDrawing {
  const bounded = units.filter((unit): unit is Bounded => unit.boundary != null);
  const centred = units.filter((unit): unit is Centred => !unit.boundary && Number.isFinite(unit.lat) && Number.isFinite(unit.lon));
  const plane = planeOf(bounded, centred);
  const boundaries = bounded.map(({ boundary }) => polygonsOf(boundary).map((rings) => rings.map((ring) => ring.slice(1).map(plane))));
  const cells = cellsAround(centred.map(({ lon, lat }) => plane([lon, lat])));
  const { node, height } = frame([...boundaries.flat(3), ...cells.flat()], width);
  const nodes = (ring: PlaneRing): Node[] => ring.map(node);

  const known = meshOf(
    boundaries.map((polygons) => polygons.map((rings) => rings.map(nodes))),
    detail * 100,
  ).shapes;
  const taken = known.flat().map((polygon) => ({ polygon, box: planeBox(polygon[0] ?? []) }));
  const shapeOf = new Map<MapUnit, NodeShape>(bounded.map((unit, at) => [unit, known[at] ?? []]));
  centred.forEach((unit, at) => {
    const cell = nodes(cells[at] ?? []);
    const rings = taken.length === 0 ? [cell] : cutOut(cell, taken, node(plane([unit.lon, unit.lat])));
    shapeOf.set(unit, [rings.map((ring) => ring.map(([x, y]) => [Math.round(x), Math.round(y)] as const))]);
  });

  const placed = units.flatMap((unit): Placed[] => {
    const shape = shapeOf.get(unit);
    return shape ? [{ unit, shape, schematic: !unit.boundary }] : [];
  });
  // Boundaries were simplified before cells were cut to them, and are not simplified again.
  const mesh = meshOf(
    placed.map(({ shape }) => shape),
    taken.length === 0 ? detail * 100 : 0,
  );
  return {
    width,
    height,
    shapes: placed.map((one, at) => draw(one, mesh.shapes[at] ?? [])),
    ...lines(mesh, placed),
    schematic: centred.length > 0,
    unplaced: units.filter((unit) => !shapeOf.has(unit)).map(({ id, name }) => ({ id, name })),
  };
}

type Bounded = MapUnit & { readonly boundary: Area };
type Centred = MapUnit & { readonly lat: number; readonly lon: number };

/** The projection: a degree of latitude is 1, y downwards. */
function planeOf(bounded: readonly Bounded[], centred: readonly Centred[]): (position: Position) => Xy {
  let [south, north] = [Infinity, -Infinity];
  for (const lat of [...bounded.flatMap(({ boundary }) => [boxOf(boundary)[1], boxOf(boundary)[3]]), ...centred.map((unit) => unit.lat)]) {
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  const cos = Math.cos((((south + north) / 2) * Math.PI) / 180);
  return ([lon, lat]) => [lon * cos, -lat];
}

/** Fits points of the plane into a drawing of the given width, and puts them on its grid. */
function frame(points: readonly Xy[], width: number): { node: (point: Xy) => Node; height: number } {
  if (points.length === 0) return { node: () => [0, 0], height: 0 };
  const [x0, y0, x1, y1] = planeBox(points);
  const [spanX, spanY] = [x1 - x0, y1 - y0];
  const scale = Math.min((width - 2 * margin) / (spanX || 1), (width * highest - 2 * margin) / (spanY || 1));
  const left = (width - spanX * scale) / 2;
  const snap = (value: number): number => Math.round((value * 10) / gridStep) * gridStep;
  return {
    node: ([x, y]) => [snap(left + (x - x0) * scale), snap(margin + (y - y0) * scale)],
    height: Math.ceil(spanY * scale + 2 * margin),
  };
}

function draw({ unit, shape, schematic }: Placed, polygons: NodeShape): MapShape {
  const surface = (polygon: PlanePolygon): number => Math.abs(ringArea(polygon[0] ?? []));
  const bySize = polygons.filter((polygon) => surface(polygon) > 0).toSorted((a, b) => surface(b) - surface(a));
  // Too small to be seen at this scale: a little square keeps the unit on the map, and its link.
  const biggest = bySize[0] ?? [speck(shape[0]?.[0]?.[0] ?? [0, 0])];
  const drawn = [biggest, ...bySize.slice(1).filter((polygon) => surface(polygon) >= 100 * detail)];
  const main = biggest.map((ring) => ring.map(([x, y]): Xy => [x / 10, y / 10]));
  const label = labelFor(main, unit.name, labelSize);
  const tenth = (value: number): number => Math.round(value * 10) / 10;
  return {
    id: unit.id,
    name: unit.name,
    d: pathOf(drawn.flat(), true),
    schematic,
    x: tenth(label.at[0]),
    y: tenth(label.at[1]),
    label: label.lines,
  };
}

function speck([x, y]: Node): Node[] {
  return [
    [x - 10, y - 10],
    [x + 10, y - 10],
    [x + 10, y + 10],
    [x - 10, y + 10],
  ];
}

/** The lines between groups and the line around everything. */
function lines(mesh: Mesh, placed: readonly Placed[]): { borders: string; outline: string } {
  const groupOf = (owner: number | undefined): string | null => placed[owner ?? -1]?.unit.parentId ?? null;
  const between = mesh.arcs.filter(({ owners }) => owners.length > 1 && owners.some((owner) => groupOf(owner) !== groupOf(owners[0])));
  const around = mesh.arcs.filter(({ owners }) => owners.length === 1);
  const path = (arcs: Mesh['arcs']): string => pathOf(joined(arcs.map(({ nodes }) => nodes)), false);
  return { borders: path(between), outline: path(around) };
}
