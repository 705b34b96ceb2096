/** Who holds a right at an office or place: the question of `holdsAt`, asked the other way round. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import type { Right } from '../../platform/session/index.ts';
import { unitsWithin } from '../../territory/index.ts';
import type { Place } from '../access.ts';

interface Held {
  readonly holder: string;
  readonly unit_id: string | null;
  /** Reached directly: everywhere, by the organisation or one above it, by the unit or one above it. */
  readonly reached: boolean;
}

/**
 * The active persons who hold a right on a day at an organisation, at a unit, or at either where both are given: by grants in force, one's own or those of
 * somebody away for whom one stands in. An organisation is reached by grants at it, above it and everywhere; a People's Committee also through the unit
 * that it governs. A unit is reached by grants at it and above it, and one that has ended by those of what it became part of. Without a place, those who
 * hold it everywhere.
 *
 * `on` is an ISO day; the ids come in their own order, each once. Whoever is away keeps the right: whether to leave them out is for the caller.
 */
export async function personsHolding(reader: Reader, right: Right, at: Place, on: string): Promise<readonly string[]> {
  const organisationId = at.organisationId ?? null;
  const starts = await startsOf(reader, at, on);
  const held = await sql<Held>`with recursive offices (id) as (
      select version.organisation_id from people.organisation_version version
        where version.organisation_id = ${organisationId}::uuid and version.valid @> ${on}::date
      union
      select above.organisation_id from offices
        join people.organisation_version version on version.organisation_id = offices.id and version.valid @> ${on}::date
        join people.organisation_version above on above.organisation_id = version.parent_id and above.valid @> ${on}::date
    ), places (id, parent_id) as (
      select unit_id, parent_id from territory.unit_versions where unit_id = any (${starts.map(({ id }) => id)}::uuid[]) and valid @> ${on}::date
      union
      select above.unit_id, above.parent_id from places
        join territory.unit_versions above on above.unit_id = places.parent_id and above.valid @> ${on}::date
    ), held as (
      select g.person_id as holder, g.role, g.unit_id, g.organisation_id from people.role_grant g
        where g.ended_at is null and g.valid @> ${on}::date
      union all
      select absence.deputy_id, g.role, g.unit_id, g.organisation_id from people.absence
        join people.role_grant g on g.id = any (absence.grant_ids) and g.person_id = absence.person_id
        join people.person absent on absent.id = absence.person_id and absent.state = 'active'
        where absence.ended_at is null and absence.valid @> ${on}::date and g.ended_at is null and g.valid @> ${on}::date
    )
    select held.holder, held.unit_id, role.holds_at = 'everywhere' or coalesce(held.organisation_id in (select id from offices), false)
        or coalesce(held.unit_id in (select id from places), false) as reached
      from held
      join people.role on role.code = held.role
      join people.role_right on role_right.role = held.role and role_right."right" = ${right}
      join people.person on person.id = held.holder and person.state = 'active'`.execute(reader.rows<unknown>());
  const became = await reachingEnded(
    reader,
    starts.filter((one) => one.ended).map(({ id }) => id),
    held.rows.filter((one) => !one.reached).flatMap(({ unit_id }) => unit_id ?? []),
    on,
  );
  const found = held.rows.filter((one) => one.reached || (one.unit_id !== null && became.has(one.unit_id)));
  return [...new Set(found.map((one) => one.holder))].sort();
}

/** The unit that was asked for and the one that the People's Committee governs, and whether each has ended. */
async function startsOf(
  reader: Reader,
  { unitId, organisationId }: Place,
  on: string,
): Promise<readonly { readonly id: string; readonly ended: boolean }[]> {
  const found = await sql<{ id: string; ended: boolean }>`select start.id,
      not exists (select from territory.unit_versions version where version.unit_id = start.id and version.valid @> ${on}::date) as ended
    from (
      select ${unitId ?? null}::uuid as id
      union
      select version.unit_id from people.organisation_version version
        join people.organisation on organisation.id = version.organisation_id and organisation.kind = 'peoples-committee'
        where version.organisation_id = ${organisationId ?? null}::uuid and version.valid @> ${on}::date
    ) start where start.id is not null`.execute(reader.rows<unknown>());
  return found.rows;
}

/** Those among units to which one of the ended ones belongs now. Asked only for what has ended: seldom, and once for each unit with a holder. */
async function reachingEnded(reader: Reader, ended: readonly string[], units: readonly string[], on: string): Promise<ReadonlySet<string>> {
  const reaching = new Set<string>();
  if (ended.length === 0) return reaching;
  for (const unit of new Set(units)) {
    const within = await unitsWithin(reader, unit, on);
    if (ended.some((one) => within.includes(one))) reaching.add(unit);
  }
  return reaching;
}
