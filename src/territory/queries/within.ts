import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';

/**
 * The units that belong to a unit on a day, for asking who may see what: the unit itself, all below it on that day, and all that
 * became part of one of these, whole or in part (what happened there before is theirs now). Empty when the unit has ended or not
 * yet begun.
 */
export async function unitsWithin(reader: Reader, unitId: string, on: string): Promise<readonly string[]> {
  const found = await sql<{ unit_id: string }>`with recursive within (unit_id) as (
      select unit_id from territory.unit_version where unit_id = ${unitId}::uuid and valid @> ${on}::date
      union
      select more.unit_id from within cross join lateral (
        select version.unit_id from territory.unit_version version where version.parent_id = within.unit_id and version.valid @> ${on}::date
        union all
        select edge.from_unit_id from territory.unit_edge edge join territory.unit_event event on event.id = edge.event_id
          where edge.to_unit_id = within.unit_id and edge.from_unit_id <> within.unit_id and event.effective_on <= ${on}::date
      ) more
    ) select unit_id from within`.execute(reader.rows<unknown>());
  return found.rows.map((row) => row.unit_id);
}
