import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import type { Givers, Held } from './access.ts';

/**
 * Every role that the person holds today or will hold, and those lent by somebody who is away: whoever gets into the account has
 * all of them, so all of them count when somebody wants to open a way in.
 */
export async function heldBy(reader: Reader, personId: string, today: string): Promise<readonly Held[]> {
  const found = await sql<{
    role: string;
    unit_id: string | null;
    organisation_id: string | null;
    everywhere: boolean;
    governing: readonly string[];
  }>`
    select held.role, held.unit_id, held.organisation_id, role.holds_at = 'everywhere' as everywhere,
      array(with recursive above (unit_id, parent_id) as (
          select unit.unit_id, unit.parent_id from territory.unit_versions unit where unit.unit_id = held.unit_id and unit.valid @> ${today}::date
          union select unit.unit_id, unit.parent_id from above join territory.unit_versions unit on unit.unit_id = above.parent_id and unit.valid @> ${today}::date)
        select version.organisation_id from above
          join people.organisation_version version on version.unit_id = above.unit_id and version.valid @> ${today}::date
          join people.organisation on organisation.id = version.organisation_id and organisation.kind = 'peoples-committee'
          where above.parent_id is not null) as governing
    from people.role_grant held join people.role on role.code = held.role
    where held.ended_at is null and coalesce(upper(held.valid) > ${today}::date, true)
      and (held.person_id = ${personId}::uuid or held.id in (select unnest(absence.grant_ids) from people.absence
        where absence.deputy_id = ${personId}::uuid and absence.ended_at is null and coalesce(upper(absence.valid) > ${today}::date, true)))`.execute(
    reader.rows<unknown>(),
  );
  return found.rows.map((row) => ({
    role: row.role,
    unitId: row.unit_id,
    organisationIds: row.organisation_id === null ? row.governing : [row.organisation_id],
    everywhere: row.everywhere,
  }));
}

/** Who may give which role, from the data of roles. */
export async function loadGivers(reader: Reader): Promise<Givers> {
  const found = await sql<{ granter: string; role: string }>`select granter, role from people.role_granter`.execute(reader.rows<unknown>());
  return new Set(found.rows.map((row) => `${row.granter} ${row.role}`));
}
