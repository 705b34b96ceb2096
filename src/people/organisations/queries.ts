/** Organisations as other modules and pages ask for them. They are no personal data. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import { fold } from '../../platform/text/index.ts';
import type { OrganisationKind, OrganisationVersion, Receivable } from './model.ts';

/** An organisation as it is on a day. */
export interface Organisation {
  readonly id: string;
  readonly kind: OrganisationKind;
  readonly name: string;
  readonly shortName: string;
  readonly parentId: string | null;
  /** The unit that a People's Committee governs, or where the organisation sits. */
  readonly unitId: string | null;
  readonly receives: readonly Receivable[];
}

const columns = sql`version.organisation_id as id, organisation.kind, version.name, version.short_name as "shortName", version.parent_id as "parentId",
  version.unit_id as "unitId", version.receives`;
const joined = sql`people.organisation_version version join people.organisation on organisation.id = version.organisation_id`;

/** Every organisation of a day, by name. */
export async function organisationsOn(reader: Reader, on: string): Promise<readonly Organisation[]> {
  const found =
    await sql<Organisation>`select ${columns} from ${joined} where version.valid @> ${on}::date order by version.name, id`.execute(
      reader.rows<unknown>(),
    );
  return found.rows;
}

/**
 * The offices to which something of a unit goes on a day, nearest first: those of the unit itself, then those of what is above it.
 * Empty where none receives it.
 */
export async function officesFor(
  reader: Reader,
  ask: { readonly unitId: string; readonly receives: Receivable; readonly on: string },
): Promise<readonly Organisation[]> {
  const { unitId, receives, on } = ask;
  const found = await sql<Organisation>`with recursive above (unit_id, parent_id, steps) as (
      select unit_id, parent_id, 0 from territory.units_on(${on}::date) where unit_id = ${unitId}::uuid
      union all
      select unit.unit_id, unit.parent_id, above.steps + 1 from above join territory.units_on(${on}::date) unit on unit.unit_id = above.parent_id
    ) select ${columns} from above join ${joined} on version.unit_id = above.unit_id
    where version.valid @> ${on}::date and ${receives} = any (version.receives)
    order by above.steps, organisation.kind <> 'peoples-committee', version.name, id`.execute(reader.rows<unknown>());
  return found.rows;
}

/** The full name of an organisation on a day; its last one where it has ended, null for an unknown id. */
export async function organisationName(reader: Reader, id: string, on: string): Promise<string | null> {
  const found = await sql<{ name: string }>`select name from people.organisation_version where organisation_id = ${id}::uuid
    order by valid @> ${on}::date desc, lower(valid) desc limit 1`.execute(reader.rows<unknown>());
  return found.rows[0]?.name ?? null;
}

/** Organisations of a day whose names have these letters, at most `limit`. */
export async function findOrganisations(reader: Reader, text: string, on: string, limit: number): Promise<readonly Organisation[]> {
  const words = fold(text).split(' ').filter(Boolean);
  if (words.length === 0) return [];
  const matching = sql.join(
    words.map((word) => sql`version.search_name like ${`%${word}%`}`),
    sql` and `,
  );
  const found = await sql<Organisation>`select ${columns} from ${joined} where version.valid @> ${on}::date and ${matching}
    order by version.name, id limit ${limit}`.execute(reader.rows<unknown>());
  return found.rows;
}

export interface VersionRow extends OrganisationVersion {
  readonly id: string;
}

/** Every version of every organisation, for judging a change against the record. */
export async function allVersions(reader: Reader): Promise<readonly VersionRow[]> {
  const found = await sql<VersionRow>`select id, organisation_id as "organisationId", lower(valid) as "from", upper(valid) as "to", name,
      short_name as "shortName", parent_id as "parentId", unit_id as "unitId", receives
    from people.organisation_version order by lower(valid)`.execute(reader.rows<unknown>());
  return found.rows;
}

/** The kind of an organisation; null for an unknown id. */
export async function kindOf(reader: Reader, id: string): Promise<OrganisationKind | null> {
  const found = await sql<{ kind: OrganisationKind }>`select kind from people.organisation where id = ${id}::uuid`.execute(
    reader.rows<unknown>(),
  );
  return found.rows[0]?.kind ?? null;
}

export interface NamedUnit {
  readonly id: string;
  readonly name: string;
  readonly code: string | null;
}

/** The units that an organisation can govern or sit in: roots and what stands right under them, as of the day. */
export async function unitsForOrganisations(reader: Reader, on: string): Promise<readonly NamedUnit[]> {
  const found = await sql<NamedUnit>`select unit.unit_id as id, unit.name, unit.code from territory.units_on(${on}::date) unit
    left join territory.units_on(${on}::date) above on above.unit_id = unit.parent_id
    where unit.parent_id is null or above.parent_id is null order by unit.parent_id is not null, unit.name collate "vi-x-icu"`.execute(
    reader.rows<unknown>(),
  );
  return found.rows;
}
