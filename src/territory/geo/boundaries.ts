import { accepted, type Outcome, type Refusal, refused } from '../../platform/outcome/index.ts';
import { tidy } from '../../platform/text/index.ts';
import { type Area, type Box, boxOf } from './geometry.ts';
import { readArea } from './validate.ts';

/** One boundary of a file: whose it is by its properties, and its geometry. */
interface BoundaryFeature {
  /** Place in the file, counted from 1. */
  readonly feature: number;
  readonly code: string;
  readonly name: string | null;
  readonly level: string | null;
  readonly area: Area;
  readonly box: Box;
  readonly points: number;
}
/** The readable features of a file and a finding for each of the others. Empty `errors` means that the whole file can be used. */
export interface BoundaryFile {
  readonly features: readonly BoundaryFeature[];
  readonly errors: readonly Refusal[];
  readonly points: number;
}
/** `maxBytes` of UTF-8; `maxPoints` of the whole file. */
export interface BoundaryLimits {
  readonly maxBytes: number;
  readonly maxPoints: number;
}

/** More findings than this help nobody; the last one then says how many features were not looked at. */
const maxErrors = 200;

/**
 * Reads a file of boundaries: a GeoJSON FeatureCollection (RFC 7946) whose features have the properties `code` (text, with its
 * leading zeros), `name` and, where codes of several levels are in one file, `level` (in Vietnamese `ma`, `ten`, `cap`).
 * A file that cannot be read at all is refused; a feature that cannot is a row error with `params.feature`, counted from 1.
 */
export function parseBoundaryFile(text: string, limits: BoundaryLimits): Outcome<BoundaryFile> {
  if (bytesOf(text, limits.maxBytes) > limits.maxBytes) {
    return refused({ code: 'territory.boundary-file-too-large', params: { max: limits.maxBytes } });
  }
  const collection = parse(text);
  if (collection === undefined) return refused({ code: 'territory.boundary-not-json' });
  if (!isObject(collection) || collection.type !== 'FeatureCollection' || !Array.isArray(collection.features)) {
    return refused({ code: 'territory.boundary-not-collection' });
  }
  if (!isWgs84(collection.crs)) return refused({ code: 'territory.boundary-crs' });
  const rows: readonly unknown[] = collection.features;
  if (rows.length === 0) return refused({ code: 'territory.boundary-no-features' });

  const features: BoundaryFeature[] = [];
  const errors: Refusal[] = [];
  const seen = new Map<string, number>();
  let points = 0;
  for (const [at, row] of rows.entries()) {
    const read = readFeature(row, at + 1, limits.maxPoints - points);
    if (!read.ok) {
      if (read.refusal.code === 'territory.boundary-too-many-points') {
        return refused({ code: 'territory.boundary-too-many-points', params: { feature: at + 1, max: limits.maxPoints } });
      }
      errors.push(read.refusal);
      if (errors.length === maxErrors && at + 1 < rows.length) {
        errors.push({ code: 'territory.boundary-too-many-errors', params: { feature: at + 2, rest: rows.length - at - 1 } });
        break;
      }
      continue;
    }
    const feature = read.value;
    points += feature.points;
    const key = `${feature.level ?? ''}\n${feature.code}`;
    const other = seen.get(key);
    if (other === undefined) {
      seen.set(key, feature.feature);
      features.push(feature);
    } else {
      const params = { feature: feature.feature, other, property: feature.code };
      errors.push({ code: 'territory.boundary-code-twice', params, field: 'code' });
    }
  }
  return accepted({ features, errors, points });
}

function readFeature(row: unknown, feature: number, maxPoints: number): Outcome<BoundaryFeature> {
  if (!isObject(row) || row.type !== 'Feature') return refused({ code: 'territory.boundary-feature', params: { feature } });
  const properties = isObject(row.properties) ? row.properties : {};
  const code = properties.code ?? properties.ma;
  if (typeof code === 'number') {
    return refused({ code: 'territory.boundary-code-number', params: { feature, property: code }, field: 'code' });
  }
  if (typeof code !== 'string' || code.trim() === '') {
    return refused({ code: 'territory.boundary-code-missing', params: { feature }, field: 'code' });
  }
  const read = readArea(row.geometry, { maxPoints, place: { feature } });
  if (!read.ok) return read;
  const { area, points } = read.value;
  const name = textOf(properties.name ?? properties.ten);
  return accepted({ feature, code: tidy(code), name, level: textOf(properties.level ?? properties.cap), area, box: boxOf(area), points });
}

function bytesOf(text: string, enough: number): number {
  // Each UTF-16 unit is at least one byte: a text that is too long needs no encoding to know it.
  return text.length > enough ? text.length : new TextEncoder().encode(text).length;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
  } catch {
    return undefined;
  }
}

/** The old `crs` member is tolerated where it says what RFC 7946 says anyway. */
function isWgs84(crs: unknown): boolean {
  if (crs === undefined || crs === null) return true;
  const name = isObject(crs) && isObject(crs.properties) ? crs.properties.name : undefined;
  return typeof name === 'string' && /CRS84$|EPSG:{1,2}4326$/.test(name);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? tidy(value) : null;
}
