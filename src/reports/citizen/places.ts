/** The units among which a sender says where it is. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { collator } from '../../platform/text/index.ts';
import { ancestorsOf, childrenOf, findUnits, fullName, getUnit, holdsOn, isId, titleName, type UnitItem } from '../../territory/index.ts';
import { metresBetween, type Point } from '../near/distance.ts';
import { choiceName } from '../public/labels.ts';
import { texts } from './messages.gen.ts';

export interface Place {
  readonly id: string;
  /** In a list of choices. */
  readonly label: string;
  /** Inside a sentence: `xã Trạm Tấu`. */
  readonly name: string;
  readonly lat: number | null;
  readonly lon: number | null;
}

const mostUnits = 500;
/** A centre farther away says nothing about where a point lies. */
const farthestMetres = 25_000;

const placeOf = (unit: UnitItem, label: string, lang: Lang): Place => ({
  id: unit.id,
  label,
  name: fullName(unit, lang),
  lat: unit.lat,
  lon: unit.lon,
});

/** All communes of a day, in the order of their names. */
export async function communesOn(reader: Reader, on: string, lang: Lang): Promise<readonly Place[]> {
  const { items } = await findUnits(reader, { on, level: 'commune', limit: mostUnits });
  return items.toSorted((a, b) => collator.compare(a.name, b.name)).map((unit) => placeOf(unit, choiceName(unit, lang), lang));
}

/** The villages of a commune on a day, told apart where two have one name; none for what is no id. */
export async function villagesOf(reader: Reader, commune: string, on: string, lang: Lang): Promise<readonly Place[]> {
  if (!isId(commune)) return [];
  const units = await childrenOf(reader, commune, on, 'village');
  const named = Map.groupBy(units, (unit) => fullName(unit, lang));
  const alike = [...named.values()].flatMap((same) => (same.length > 1 ? same.map(({ id }) => id) : []));
  const former = await formerCommunes(reader, alike, on);
  return units
    .map((unit) => {
      const before = former.get(unit.id);
      const village = titleName(unit, lang);
      return placeOf(unit, before ? texts[lang].where_former({ village, commune: fullName(before, lang) }) : village, lang);
    })
    .toSorted((a, b) => collator.compare(a.label, b.label));
}

interface Former {
  readonly name: string;
  readonly typeName: Readonly<Record<Lang, string>>;
}

/** The communes to which villages belonged before the last change of communes that moved any of them, by village: how people tell equal names apart. */
async function formerCommunes(reader: Reader, villages: readonly string[], on: string): Promise<ReadonlyMap<string, Former>> {
  if (villages.length === 0) return new Map();
  const { rows } = await sql<Former & { id: string }>`with village as (
      select unit_id, valid, parent_id from territory.unit_versions where unit_id = any (${[...villages]}::uuid[])
    ), moved as (
      select max(lower(after.valid)) - 1 as eve from village after
      join village before on before.unit_id = after.unit_id and upper(before.valid) = lower(after.valid) and before.parent_id <> after.parent_id
      where lower(after.valid) <= ${on}::date
    ) select village.unit_id as id, commune.name, jsonb_build_object('vi', type.name_vi, 'en', type.name_en) as "typeName"
    from moved join village on village.valid @> moved.eve
    join territory.unit_versions commune on commune.unit_id = village.parent_id and commune.valid @> moved.eve
    join territory.unit_types type on type.id = commune.type_id`.execute(reader.rows<unknown>());
  return new Map(rows.map(({ id, ...commune }) => [id, commune]));
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
