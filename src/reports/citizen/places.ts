/** The units among which a sender says where it is. */
import type { Reader } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { ancestorsOf, childrenOf, findUnits, getUnit, holdsOn, isId, titleName, type UnitItem } from '../../territory/index.ts';
import { metresBetween, type Point } from '../near/distance.ts';

export interface Place {
  readonly id: string;
  readonly label: string;
  readonly lat: number | null;
  readonly lon: number | null;
}

const mostUnits = 500;
/** A centre farther away says nothing about where a point lies. */
const farthestMetres = 25_000;

const placeOf = (unit: UnitItem, lang: Lang): Place => ({ id: unit.id, label: titleName(unit, lang), lat: unit.lat, lon: unit.lon });

/** All communes of a day, in the order of their names. */
export async function communesOn(reader: Reader, on: string, lang: Lang): Promise<readonly Place[]> {
  const { items } = await findUnits(reader, { on, level: 'commune', limit: mostUnits });
  return items.map((unit) => placeOf(unit, lang));
}

/** The villages of a commune on a day; none for what is no id. */
export async function villagesOf(reader: Reader, commune: string, on: string, lang: Lang): Promise<readonly Place[]> {
  return isId(commune) ? (await childrenOf(reader, commune, on, 'village')).map((unit) => placeOf(unit, lang)) : [];
}

/** The commune whose centre is nearest to a point; null where none is near. */
export function nearestOf(places: readonly Place[], point: Point): Place | null {
  let best: { place: Place; metres: number } | null = null;
  for (const place of places) {
    if (place.lat === null || place.lon === null) continue;
    const metres = metresBetween(point, { lat: place.lat, lon: place.lon });
    if (metres <= farthestMetres && (best === null || metres < best.metres)) best = { place, metres };
  }
  return best?.place ?? null;
}

/** A unit from an address as commune and village; nulls where the id is none of today's. */
export async function presetOf(reader: Reader, id: string, on: string): Promise<{ commune: string; village: string } | null> {
  const unit = isId(id) ? await getUnit(reader, id, on) : null;
  if (unit === null || !holdsOn(unit, on)) return null;
  if (unit.level === 'commune') return { commune: unit.id, village: '' };
  return unit.level === 'village' && unit.parent !== null ? { commune: unit.parent, village: unit.id } : null;
}

/** The unit that a report without a place belongs to: the root of the map of the day. */
export async function rootOn(reader: Reader, on: string): Promise<string | null> {
  return (await childrenOf(reader, null, on))[0]?.id ?? null;
}

/** The village if it lies in the commune on the day, else the commune; null where neither is known today. */
export async function unitOf(reader: Reader, place: { commune: string; village: string }, on: string): Promise<UnitItem | null> {
  for (const id of [place.village, place.commune]) {
    if (!isId(id)) continue;
    const unit = await getUnit(reader, id, on);
    if (unit === null || !holdsOn(unit, on)) continue;
    if (id === place.commune ? unit.level === 'commune' : await liesIn(reader, unit, place.commune, on)) return unit;
  }
  return null;
}

async function liesIn(reader: Reader, unit: UnitItem, commune: string, on: string): Promise<boolean> {
  return (await ancestorsOf(reader, unit.id, on)).some((above) => above.id === commune);
}
