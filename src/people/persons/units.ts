/** Units and organisations as a person's place: their names, and which of them an actor can choose. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import type { Reach } from '../../platform/session/index.ts';
import { collator } from '../../platform/text/index.ts';
import type { Place } from './access.ts';

export interface NamedPlace {
  readonly id: string;
  readonly name: string;
}

/** Most places in one list that opens; whoever reaches more is offered communes only. */
const LONGEST_LIST = 250;

/** The units of today inside a reach, larger ones first, then by name. */
export async function unitsToChoose(reader: Reader, units: Reach, day: string): Promise<readonly NamedPlace[]> {
  if (units !== 'everywhere' && units.length === 0) return [];
  const found = await sql<{
    id: string;
    name: string;
    level: string;
    parent: string | null;
  }>`select unit.unit_id as id, unit.name, unit.level_id as level,
      parent.name as parent from territory.units_on(${day}::date) unit left join territory.units_on(${day}::date) parent on parent.unit_id = unit.parent_id
    where ${units === 'everywhere' ? sql`true` : sql`unit.unit_id = any (${units}::uuid[])`}`.execute(reader.rows<unknown>());
  const listed = found.rows.length > LONGEST_LIST ? found.rows.filter((row) => row.level !== 'village') : found.rows;
  const order = (row: { level: string }) => ['province', 'district', 'commune', 'village'].indexOf(row.level);
  return listed
    .toSorted((a, b) => order(a) - order(b) || collator.compare(a.name, b.name))
    .map(({ id, name, level, parent }) => ({ id, name: level === 'village' && parent !== null ? `${name} (${parent})` : name }));
}

/** The organisations of today inside a reach, by name. */
export async function organisationsToChoose(reader: Reader, organisations: Reach, day: string): Promise<readonly NamedPlace[]> {
  if (organisations !== 'everywhere' && organisations.length === 0) return [];
  const found =
    await sql<NamedPlace>`select organisation_id as id, short_name as name from people.organisation_version where valid @> ${day}::date
      and ${organisations === 'everywhere' ? sql`true` : sql`organisation_id = any (${organisations}::uuid[])`}`.execute(
      reader.rows<unknown>(),
    );
  return found.rows.toSorted((a, b) => collator.compare(a.name, b.name));
}

/** The names of units and organisations by id: the latest that each had. */
export async function placeNames(reader: Reader, places: readonly Place[]): Promise<ReadonlyMap<string, string>> {
  const units = [...new Set(places.map((place) => place.unitId).filter((id) => id !== null))];
  const organisations = [...new Set(places.map((place) => place.organisationId).filter((id) => id !== null))];
  const found = await sql<NamedPlace>`(select distinct on (unit_id) unit_id as id, name from territory.unit_versions
      where unit_id = any (${units}::uuid[]) order by unit_id, lower(valid) desc)
    union all
    (select distinct on (organisation_id) organisation_id as id, short_name as name from people.organisation_version
      where organisation_id = any (${organisations}::uuid[]) order by organisation_id, lower(valid) desc)`.execute(reader.rows<unknown>());
  return new Map(found.rows.map((row) => [row.id, row.name]));
}

/** Where a person belongs, in words: the unit, the organisation, or both. */
export function placeText(names: ReadonlyMap<string, string>, { unitId, organisationId }: Place): string {
  return [unitId, organisationId]
    .map((id) => (id === null ? undefined : names.get(id)))
    .filter((name) => name !== undefined)
    .join(' · ');
}

/** The commune in which a unit lies today, by name; the unit's own name where it is above communes or has ended. */
export async function communeName(reader: Reader, unitId: string, day: string): Promise<string | null> {
  const found = await sql<{ name: string; level: string }>`with recursive above (unit_id, parent_id, name, level, height) as (
      select unit_id, parent_id, name, level_id, 0 from territory.units_on(${day}::date) where unit_id = ${unitId}::uuid
      union all
      select unit.unit_id, unit.parent_id, unit.name, unit.level_id, above.height + 1 from above
        join territory.units_on(${day}::date) unit on unit.unit_id = above.parent_id
    ) select name, level from above order by height`.execute(reader.rows<unknown>());
  return (found.rows.find((row) => row.level === 'commune') ?? found.rows[0])?.name ?? null;
}
