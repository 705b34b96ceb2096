/** The map of units: a drawing made on the server, shown as inline SVG. */
export { layoutOf } from './memo.ts';
export { mapTexts } from './texts.ts';
export { UnitMap, type UnitMark } from './unit-map.tsx';
