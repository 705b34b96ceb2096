/** Geometry of units: reading boundaries, finding the unit of a point. Pure: no database, no pages. */
export type { Area } from './geometry.ts';
export { geoRefusalText } from './refusal-text.ts';
