/** Units as seats of teams: their names, and those that can be chosen. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Reach } from '../../platform/session/index.ts';
import { collator } from '../../platform/text/index.ts';
import type { TeamLevel } from '../contract.ts';
import { texts } from './messages.gen.ts';

interface NameRow {
  readonly name: string;
  readonly type_vi: string;
  readonly type_en: string;
}

/** `xã Pá Hu`, `Pá Hu commune`, `village 3`: a name with its type, as inside a sentence. */
function fullName({ name, type_vi, type_en }: NameRow, lang: Lang): string {
  if (lang === 'vi') return `${type_vi} ${name}`;
  return /^\P{Lu}/u.test(name) ? `${type_en} ${name}` : `${name} ${type_en}`;
}

const atStart = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** The unit above in which the unit `of` lay before the one of its present state: tells the villages of one name in a merged commune apart. */
const before = (of: string) => sql`(select jsonb_build_object('name', parent.name, 'type_vi', kind.name_vi, 'type_en', kind.name_en)
  from territory.unit_versions earlier join territory.unit_versions parent on parent.unit_id = earlier.parent_id and parent.valid @> upper(earlier.valid) - 1
  join territory.unit_types kind on kind.id = parent.type_id
  where earlier.unit_id = ${sql.ref(`${of}.unit_id`)} and upper(earlier.valid) <= lower(${sql.ref(`${of}.valid`)}) and earlier.parent_id <> ${sql.ref(`${of}.parent_id`)}
  order by lower(earlier.valid) desc limit 1)`;

/** How units are called with what they lie in, on the day or as they were called last before it: `Bản Sáng, xã Tú Lệ`. By id. */
export async function seatNames(
  reader: Reader,
  unitIds: readonly string[],
  on: string,
  lang: Lang,
  /** Where all lie in one commune: what they lie in is left out, what they came from stays. */
  inOneCommune = false,
): Promise<ReadonlyMap<string, string>> {
  const found = await sql<NameRow & { id: string; level: string; above: NameRow | null; former: NameRow | null }>`
    select distinct on (unit.unit_id) unit.unit_id as id, unit.name, type.name_vi as type_vi, type.name_en as type_en, unit.level_id as level,
      above.line as above, case when unit.level_id = 'village' then ${before('unit')} end as former
    from territory.unit_versions unit join territory.unit_types type on type.id = unit.type_id
    left join lateral (
      select jsonb_build_object('name', parent.name, 'type_vi', kind.name_vi, 'type_en', kind.name_en) as line
      from territory.unit_versions parent join territory.unit_types kind on kind.id = parent.type_id
      where parent.unit_id = unit.parent_id and parent.valid @> greatest(lower(unit.valid), least(${on}::date, upper(unit.valid) - 1))
    ) above on true
    where unit.unit_id = any (${[...new Set(unitIds)]}::uuid[])
    order by unit.unit_id, (lower(unit.valid) <= ${on}::date) desc, lower(unit.valid) desc`.execute(reader.rows<unknown>());
  return new Map(
    found.rows.map((row) => {
      const name = atStart(fullName(row, lang));
      if (row.level !== 'village' || row.above === null) return [row.id, name];
      const former = row.former === null ? '' : ` (${texts[lang].formerly({ name: fullName(row.former, lang) })})`;
      return [row.id, inOneCommune ? `${name}${former}` : `${name}, ${fullName(row.above, lang)}${former}`];
    }),
  );
}

export interface SeatChoice {
  readonly id: string;
  readonly name: string;
  readonly level: TeamLevel;
}

type ChoiceRow = NameRow & { readonly id: string; readonly level: TeamLevel; readonly former: NameRow | null };

/** In the order of lists; villages of one name say where they were before. */
function chosen(rows: readonly ChoiceRow[], lang: Lang): readonly SeatChoice[] {
  const alike = Map.groupBy(rows, (row) => `${row.level} ${row.name}`);
  const name = (row: ChoiceRow) => {
    const own = atStart(fullName(row, lang));
    if (row.former === null || (alike.get(`${row.level} ${row.name}`)?.length ?? 0) < 2) return own;
    return `${own} (${texts[lang].formerly({ name: fullName(row.former, lang) })})`;
  };
  return rows
    .toSorted(
      (a, b) =>
        a.level.localeCompare(b.level) || collator.compare(a.name, b.name) || collator.compare(a.former?.name ?? '', b.former?.name ?? ''),
    )
    .map((row) => ({ id: row.id, level: row.level, name: name(row) }));
}

/** The communes of the day inside a reach, or with something of it inside them, by name. */
export async function communesToChoose(reader: Reader, units: Reach, on: string, lang: Lang): Promise<readonly SeatChoice[]> {
  const found = await sql<ChoiceRow>`select unit.unit_id as id, unit.name, 'commune' as level, null as former,
      type.name_vi as type_vi, type.name_en as type_en
    from territory.units_on(${on}::date) unit join territory.unit_types type on type.id = unit.type_id
    where unit.level_id = 'commune' and ${
      units === 'everywhere'
        ? sql`true`
        : sql`(unit.unit_id = any (${units}::uuid[]) or exists (select from territory.units_on(${on}::date) below
            where below.parent_id = unit.unit_id and below.unit_id = any (${units}::uuid[])))`
    }`.execute(reader.rows<unknown>());
  return chosen(found.rows, lang);
}

/** A commune and its villages of the day as seats, inside a reach: the commune first, villages by name. */
export async function seatsToChoose(
  reader: Reader,
  communeId: string,
  units: Reach,
  on: string,
  lang: Lang,
): Promise<readonly SeatChoice[]> {
  const found = await sql<ChoiceRow>`select unit.unit_id as id, unit.name, unit.level_id as level, ${before('unit')} as former,
      type.name_vi as type_vi, type.name_en as type_en
    from territory.units_on(${on}::date) unit join territory.unit_types type on type.id = unit.type_id
    where (unit.unit_id = ${communeId}::uuid and unit.level_id = 'commune' or unit.parent_id = ${communeId}::uuid and unit.level_id = 'village')
      and ${units === 'everywhere' ? sql`true` : sql`unit.unit_id = any (${units}::uuid[])`}`.execute(reader.rows<unknown>());
  return chosen(found.rows, lang);
}

/** The commune of the day in which a unit lies: itself, or the one above it; null where it has ended. */
export async function communeOf(reader: Reader, unitId: string, on: string): Promise<string | null> {
  const found = await sql<{ id: string }>`select coalesce(parent.unit_id, unit.unit_id) as id from territory.units_on(${on}::date) unit
    left join territory.units_on(${on}::date) parent on parent.unit_id = unit.parent_id and parent.level_id = 'commune'
    where unit.unit_id = ${unitId}::uuid and unit.level_id in ('commune', 'village')`.execute(reader.rows<unknown>());
  return found.rows[0]?.id ?? null;
}
