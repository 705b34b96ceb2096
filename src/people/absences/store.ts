/** Absences and the grants they lend, as the database has them. */
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db/index.ts';
import type { Reach } from '../../platform/session/index.ts';
import { unitsWithin } from '../../territory/index.ts';
import type { DeputyGrant, OwnGrant } from './model.ts';

const own = (
  today: string,
) => sql`select g.id, g.person_id as "personId", g.role, role.holds_at as "holdsAt", role.second_factor as "secondFactor", role.powerful,
    g.unit_id as "unitId", g.organisation_id as "organisationId", lower(g.valid) as "from", upper(g.valid) as "to"
  from people.role_grant g join people.role on role.code = g.role
  join people.person on person.id = g.person_id and person.state = 'active'
  where g.ended_at is null and coalesce(upper(g.valid) > ${today}::date, true)`;

/** The grants that a person holds today or will hold: the person's own, never a lent one. */
export async function ownGrants(reader: Reader, personId: string, today: string): Promise<readonly OwnGrant[]> {
  const found = await sql<OwnGrant>`${own(today)} and g.person_id = ${personId}::uuid order by role.sort_order, g.id`.execute(
    reader.rows<unknown>(),
  );
  return found.rows;
}

/** As `ownGrants`, with the units in which each holds. */
export async function deputyGrants(reader: Reader, personId: string, today: string): Promise<readonly DeputyGrant[]> {
  const grants = await ownGrants(reader, personId, today);
  return Promise.all(
    grants.map(async (grant) => ({ ...grant, units: grant.unitId === null ? [] : await unitsWithin(reader, grant.unitId, today) })),
  );
}

/** Persons who might stand in for these grants: those who hold a role at the same unit, one above it, the same organisation, or everywhere. */
export async function candidates(
  reader: Reader,
  lent: readonly OwnGrant[],
  today: string,
  except: readonly (string | null)[],
): Promise<readonly string[]> {
  const units = lent.map((grant) => grant.unitId).filter((id) => id !== null);
  const organisations = lent.map((grant) => grant.organisationId).filter((id) => id !== null);
  const everywhere = lent.some((grant) => grant.holdsAt === 'everywhere');
  const found = await sql<{ personId: string }>`with recursive above (unit_id) as (
      select unnest(${units}::uuid[])
      union select unit.parent_id from above join territory.units_on(${today}::date) unit on unit.unit_id = above.unit_id where unit.parent_id is not null
    ) select distinct found."personId" from (${own(today)}) found
    where (found."unitId" in (select unit_id from above) or found."organisationId" = any (${organisations}::uuid[])
        or (${everywhere} and found."holdsAt" = 'everywhere'))
      and not found."personId" = any (${except.filter((id) => id !== null)}::uuid[])`.execute(reader.rows<unknown>());
  return found.rows.map((row) => row.personId);
}

export interface AbsenceRow {
  readonly id: string;
  readonly personId: string;
  readonly deputyId: string;
  readonly grantIds: readonly string[];
  readonly from: string;
  /** Day after the last. */
  readonly to: string;
  readonly recordedBy: string;
  readonly endedAt: Temporal.Instant | null;
  /** Codes of the roles that are lent. */
  readonly roles: readonly string[];
}

const absences = sql`select absence.id, absence.person_id as "personId", absence.deputy_id as "deputyId", absence.grant_ids as "grantIds",
    lower(absence.valid) as "from", upper(absence.valid) as "to", absence.recorded_by as "recordedBy", absence.ended_at as "endedAt",
    array(select role from people.role_grant where role_grant.id = any (absence.grant_ids) order by role) as roles
  from people.absence`;

/** Absences that concern the person, or roles in these places; those to come and now first. */
export async function listAbsences(
  reader: Reader,
  personId: string,
  places: { readonly units: Reach; readonly organisations: Reach },
  limit: number,
): Promise<readonly AbsenceRow[]> {
  const { units, organisations } = places;
  const inPlace =
    units === 'everywhere' || organisations === 'everywhere'
      ? sql`true`
      : sql`exists (select from people.role_grant g where g.id = any (absence.grant_ids)
          and (g.unit_id = any (${units}::uuid[]) or g.organisation_id = any (${organisations}::uuid[])))`;
  const found =
    await sql<AbsenceRow>`${absences} where absence.person_id = ${personId}::uuid or absence.deputy_id = ${personId}::uuid or ${inPlace}
    order by absence.ended_at is not null, upper(absence.valid) desc, absence.id desc limit ${limit}`.execute(reader.rows<unknown>());
  return found.rows;
}

/** One absence, locked; null where there is none. */
export async function lockAbsence(tx: Tx, id: string): Promise<AbsenceRow | null> {
  const found = await sql<AbsenceRow>`${absences} where absence.id = ${id}::uuid for update of absence`.execute(tx.rows<unknown>());
  return found.rows[0] ?? null;
}

/** What stands in the way of an absence: the same grant lent already on one of the days, or a deputy who is away then. */
export async function overlapping(
  tx: Tx,
  wish: { readonly grantIds: readonly string[]; readonly deputyId: string; readonly from: string; readonly to: string },
): Promise<'lent' | 'deputy-away' | null> {
  const found = await sql<{ lent: boolean }>`select grant_ids && ${[...wish.grantIds]}::uuid[] as lent from people.absence
    where ended_at is null and valid && daterange(${wish.from}::date, ${wish.to}::date)
      and (grant_ids && ${[...wish.grantIds]}::uuid[] or person_id = ${wish.deputyId}::uuid) order by 1 desc limit 1`.execute(
    tx.rows<unknown>(),
  );
  const row = found.rows[0];
  return row ? (row.lent ? 'lent' : 'deputy-away') : null;
}
