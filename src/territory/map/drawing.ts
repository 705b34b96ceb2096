import type { Area } from '../geo/geometry.ts';

/** A unit to be drawn on a map. */
export interface MapUnit {
  readonly id: string;
  readonly name: string;
  /** Centre point in degrees, null where it is not known. */
  readonly lat: number | null;
  readonly lon: number | null;
  /** The group whose border is drawn stronger, for example the district of a commune. */
  readonly parentId?: string | null;
  /** The true boundary, where one was imported. */
  readonly boundary?: Area | null;
}
/** What is drawn of one unit. `x` and `y` are a point inside it. */
export interface MapShape {
  readonly id: string;
  readonly name: string;
  /** SVG path data in units of the drawing. */
  readonly d: string;
  /** Made from the centre point and not from a boundary. */
  readonly schematic: boolean;
  readonly x: number;
  readonly y: number;
  /** The name in one or two lines where it fits inside the unit, else null. */
  readonly label: readonly string[] | null;
}
/** A finished drawing: independent of language, values and colours, so that it can be kept. */
export interface MapDrawing {
  readonly width: number;
  readonly height: number;
  /** In the order of the units given. */
  readonly shapes: readonly MapShape[];
  /** Path data of the lines between units of different parents. */
  readonly borders: string;
  /** Path data of the line around everything. */
  readonly outline: string;
  /** Whether any shape was made from a centre point: the page must say so. */
  readonly schematic: boolean;
  /** Units without boundary and centre point: the page lists them beside the map. */
  readonly unplaced: readonly { readonly id: string; readonly name: string }[];
}
/** Font size of labels in units of the drawing. */
export const labelSize = 11;
