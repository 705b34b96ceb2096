/** What the pages of roles need, already shaped for them. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import type { Reach } from '../../platform/session/index.ts';
import type { Role } from './catalogue.ts';
import type { Giver } from './model.ts';

export type GrantState = 'current' | 'coming' | 'over' | 'ended' | 'place-ended';

export interface GrantRow {
  readonly id: string;
  readonly personId: string;
  readonly role: string;
  readonly unitId: string | null;
  readonly organisationId: string | null;
  readonly unitName: string | null;
  readonly organisationName: string | null;
  readonly from: string;
  /** Day after the last. */
  readonly to: string | null;
  readonly state: GrantState;
  readonly grantedBy: string | null;
  readonly grantedAt: Temporal.Instant;
  readonly basis: string;
  readonly succeeds: string | null;
  readonly endedAt: Temporal.Instant | null;
  readonly endedBy: string | null;
  readonly endedWhy: string | null;
}

/** Grants with the names of their places: those of the day, or the last ones of what has ended. */
const grants = (
  today: string,
) => sql`(select g.id, g.person_id as "personId", g.role, g.unit_id as "unitId", g.organisation_id as "organisationId",
    (select name from territory.unit_versions where unit_id = g.unit_id order by lower(valid) desc limit 1) as "unitName",
    (select short_name from people.organisation_version where organisation_id = g.organisation_id order by lower(valid) desc limit 1) as "organisationName",
    lower(g.valid) as "from", upper(g.valid) as "to", g.granted_by as "grantedBy", g.granted_at as "grantedAt", g.basis, g.succeeds,
    g.ended_at as "endedAt", g.ended_by as "endedBy", g.ended_why as "endedWhy",
    case when g.ended_at is not null then 'ended'
      when upper(g.valid) <= ${today}::date then 'over'
      when lower(g.valid) > ${today}::date then 'coming'
      when g.unit_id is not null and not exists (select from territory.unit_versions where unit_id = g.unit_id and valid @> ${today}::date) then 'place-ended'
      when g.organisation_id is not null and not exists (
        select from people.organisation_version where organisation_id = g.organisation_id and valid @> ${today}::date) then 'place-ended'
      else 'current' end as state
  from people.role_grant g)`;

interface Places {
  readonly units: Reach;
  readonly organisations: Reach;
}

const within = ({ units, organisations }: Places) =>
  units === 'everywhere' || organisations === 'everywhere'
    ? sql`true`
    : sql`("unitId" = any (${units}::uuid[]) or "organisationId" = any (${organisations}::uuid[]))`;

export interface GrantFilter {
  readonly role: string | null;
  readonly past: boolean;
  /** Id of the last grant of the page before. */
  readonly after: string | null;
  readonly limit: number;
}

/** Grants in these places, newest first. */
export async function listGrants(reader: Reader, places: Places, today: string, filter: GrantFilter): Promise<readonly GrantRow[]> {
  const states = filter.past ? ['over', 'ended'] : ['current', 'coming', 'place-ended'];
  const found = await sql<GrantRow>`select * from ${grants(today)} found where ${within(places)} and state = any (${states}::text[])
      and (${filter.role}::text is null or role = ${filter.role}) and (${filter.after}::uuid is null or id < ${filter.after}::uuid)
    order by id desc limit ${filter.limit}`.execute(reader.rows<unknown>());
  return found.rows;
}

/** Codes of the roles that anybody holds or held in these places. */
export async function rolesHeld(reader: Reader, places: Places): Promise<ReadonlySet<string>> {
  const found = await sql<{ role: string }>`select distinct role from (
      select role, unit_id as "unitId", organisation_id as "organisationId" from people.role_grant) held where ${within(places)}`.execute(
    reader.rows<unknown>(),
  );
  return new Set(found.rows.map((row) => row.role));
}

/** One grant in these places; null where there is none. */
export async function oneGrant(reader: Reader, places: Places, today: string, id: string): Promise<GrantRow | null> {
  const found = await sql<GrantRow>`select * from ${grants(today)} found where id = ${id}::uuid and ${within(places)}`.execute(
    reader.rows<unknown>(),
  );
  return found.rows[0] ?? null;
}

/** What a person holds now or will, whatever the place. */
export async function grantsOfPerson(reader: Reader, personId: string, today: string): Promise<readonly GrantRow[]> {
  const found =
    await sql<GrantRow>`select * from ${grants(today)} found where "personId" = ${personId}::uuid and state in ('current', 'coming')
    order by role, id`.execute(reader.rows<unknown>());
  return found.rows;
}

export interface PlaceChoice {
  readonly id: string;
  readonly name: string;
}

/**
 * The places at which the giver may give this role, by name: for one who reaches everything the units right under a root and all
 * organisations, else the units and organisations in reach, larger ones first.
 */
export async function placesFor(reader: Reader, givers: readonly Giver[], role: Role, today: string): Promise<readonly PlaceChoice[]> {
  const fitting = givers.filter((giver) => role.granters.has(giver.role));
  const reach = (of: 'units' | 'organisations'): Reach =>
    fitting.some((giver) => giver[of] === 'everywhere')
      ? 'everywhere'
      : fitting.flatMap((giver) => (giver[of] === 'everywhere' ? [] : giver[of]));
  if (role.holdsAt === 'organisation') {
    const organisations = reach('organisations');
    const found = await sql<PlaceChoice>`select organisation_id as id, name from people.organisation_version where valid @> ${today}::date
      and ${organisations === 'everywhere' ? sql`true` : sql`organisation_id = any (${organisations}::uuid[])`} order by name`.execute(
      reader.rows<unknown>(),
    );
    return found.rows;
  }
  if (role.holdsAt !== 'unit') return [];
  const units = reach('units');
  const found = await sql<PlaceChoice>`select unit.unit_id as id, unit.name || coalesce(' (' || unit.code || ')', '') as name
    from territory.units_on(${today}::date) unit
    join territory.units_on(${today}::date) above on above.unit_id = unit.parent_id
    where ${units === 'everywhere' ? sql`above.parent_id is null` : sql`unit.unit_id = any (${units}::uuid[])`}
    order by above.parent_id is not null, unit.name collate "vi-x-icu"`.execute(reader.rows<unknown>());
  return found.rows;
}

/** The name of a unit or organisation, the last one where it has ended; null for neither. */
export async function placeName(
  reader: Reader,
  at: { readonly unitId: string | null; readonly organisationId: string | null },
): Promise<string | null> {
  const found = await sql<{ name: string | null }>`select coalesce(
      (select name from territory.unit_versions where unit_id = ${at.unitId}::uuid order by lower(valid) desc limit 1),
      (select name from people.organisation_version where organisation_id = ${at.organisationId}::uuid order by lower(valid) desc limit 1)) as name`.execute(
    reader.rows<unknown>(),
  );
  return found.rows[0]?.name ?? null;
}
