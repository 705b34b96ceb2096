/** The shape in which units are read: one state of a unit, with the words for its type and level. */
import { type RawBuilder, sql } from 'kysely';
import { lastValidDay } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { UnitOrigin } from '../contract.ts';
import type { UnitLabel } from './labels.ts';

export type Names = Readonly<Record<Lang, string>>;

/** A unit in one of its states, as lists, pages and programs show it. Days are ISO; last days are included. */
export interface UnitItem {
  readonly id: string;
  readonly code: string | null;
  readonly name: string;
  readonly type: string;
  readonly typeName: Names;
  readonly level: string;
  readonly levelName: Names;
  readonly levelRank: number;
  readonly parent: string | null;
  /** The parent's name on the day that is shown. */
  readonly parentName: string | null;
  readonly parentCode: string | null;
  readonly parentLevel: string | null;
  readonly parentTypeName: Names | null;
  /** The days of this state. */
  readonly validFrom: string;
  readonly validTo: string | null;
  /** The days of the unit in all its states. */
  readonly existsFrom: string;
  readonly existsTo: string | null;
  readonly lat: number | null;
  readonly lon: number | null;
  readonly coordBasis: string | null;
  readonly aliases: readonly string[];
  readonly origin: UnitOrigin;
}

export interface ItemRow {
  id: string;
  code: string | null;
  name: string;
  type_id: string;
  type_vi: string;
  type_en: string;
  level_id: string;
  level_vi: string;
  level_en: string;
  level_rank: number;
  parent_id: string | null;
  parent_name: string | null;
  parent_code: string | null;
  parent_level: string | null;
  parent_type_vi: string | null;
  parent_type_en: string | null;
  valid_from: string;
  valid_until: string | null;
  exists_from: string;
  exists_until: string | null;
  lat: number | null;
  lon: number | null;
  coord_basis: string | null;
  aliases: string[];
  origin: string;
}

/** Columns of an `ItemRow` over `s` (a state) and the tables of `itemJoins`. */
export const itemColumns: RawBuilder<unknown> = sql`
  s.unit_id as id, s.code, s.name, s.type_id, t.name_vi as type_vi, t.name_en as type_en,
  s.level_id, l.name_vi as level_vi, l.name_en as level_en, l.rank as level_rank,
  s.parent_id, p.name as parent_name, p.code as parent_code, p.level_id as parent_level, pt.name_vi as parent_type_vi, pt.name_en as parent_type_en,
  lower(s.valid) as valid_from, upper(s.valid) as valid_until, life.exists_from, life.exists_until,
  s.lat, s.lon, s.coord_basis, s.aliases, u.origin`;

/**
 * What `itemColumns` needs beside `s`. `day` is the day shown; for a state that doesn't hold on it, the parent is named as
 * on the state's nearest day.
 */
export function itemJoins(day: string): RawBuilder<unknown> {
  return sql`
    join territory.unit u on u.id = s.unit_id
    join territory.unit_type t on t.id = s.type_id
    join territory.level l on l.id = s.level_id
    cross join lateral (
      select min(lower(a.valid)) as exists_from, nullif(max(coalesce(upper(a.valid), 'infinity')), 'infinity') as exists_until
      from territory.unit_version a where a.unit_id = s.unit_id
    ) as life
    left join territory.unit_version p on p.unit_id = s.parent_id
      and p.valid @> greatest(lower(s.valid), least(${day}::date, coalesce(upper(s.valid), 'infinity') - 1))
    left join territory.unit_type pt on pt.id = p.type_id`;
}

export function toItem(row: ItemRow): UnitItem {
  return {
    id: row.id,
    code: row.code,
    name: row.name,
    type: row.type_id,
    typeName: { vi: row.type_vi, en: row.type_en },
    level: row.level_id,
    levelName: { vi: row.level_vi, en: row.level_en },
    levelRank: row.level_rank,
    parent: row.parent_id,
    parentName: row.parent_name,
    parentCode: row.parent_code,
    parentLevel: row.parent_level,
    parentTypeName: row.parent_type_vi === null || row.parent_type_en === null ? null : { vi: row.parent_type_vi, en: row.parent_type_en },
    validFrom: row.valid_from,
    validTo: lastValidDay(row.valid_until),
    existsFrom: row.exists_from,
    existsTo: lastValidDay(row.exists_until),
    lat: row.lat,
    lon: row.lon,
    coordBasis: row.coord_basis,
    aliases: row.aliases,
    origin: row.origin as UnitOrigin,
  };
}

/** Whether the state shown holds on the day. */
export function holdsOn(item: Pick<UnitItem, 'validFrom' | 'validTo'>, day: string): boolean {
  return item.validFrom <= day && (item.validTo === null || day <= item.validTo);
}

/** `xã Pá Hu`, `Pá Hu commune`: a name with its type, as inside a sentence. */
export function fullName(unit: { readonly name: string; readonly typeName: Names }, lang: Lang): string {
  if (lang === 'vi') return `${unit.typeName.vi} ${unit.name}`;
  // `village 3`, but `Pá Hu commune`.
  return /^\P{Lu}/u.test(unit.name) ? `${unit.typeName.en} ${unit.name}` : `${unit.name} ${unit.typeName.en}`;
}

/** `thôn 3, xã Trạm Tấu`: a village with its commune, as people say where something is; of other units their own name. */
export function placeName(unit: UnitLabel & { readonly parent: UnitLabel | null }, lang: Lang): string {
  const inside = unit.level === 'village' && unit.parent !== null ? [unit.parent] : [];
  return [unit, ...inside].map((one) => fullName(one, lang)).join(', ');
}

/** The same at the start of a line: `Xã Pá Hu`. */
export function titleName(unit: { readonly name: string; readonly typeName: Names }, lang: Lang): string {
  const name = fullName(unit, lang);
  return name.charAt(0).toUpperCase() + name.slice(1);
}
