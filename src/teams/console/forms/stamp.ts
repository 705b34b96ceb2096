/** What a form saw of a team, so that a form that is sent twice, or after somebody else's change, does nothing. */
import { sql } from 'kysely';
import type { Reader, Tx } from '../../../platform/db/index.ts';

/** A short text that changes with every change of the teams: their states, memberships and leave. */
export async function stampOf(reader: Reader, teamIds: readonly string[]): Promise<string> {
  const found = await sql<{ stamp: string }>`select md5(coalesce(string_agg(line, ',' order by line), '')) as stamp from (
      select concat_ws(' ', 'v', v.id, v.valid, v.name, v.unit_id, v.status, v.to_confirm) as line from teams.team_version v
        where v.team_id = any (${teamIds}::uuid[])
      union all
      select concat_ws(' ', 'm', m.id, m.valid, m.role, m.core_force, m.term_until) from teams.membership m where m.team_id = any (${teamIds}::uuid[])
      union all
      select concat_ws(' ', 'l', l.id, l.valid, l.stand_in_id) from teams.leave l join teams.membership m on m.id = l.membership_id
        where m.team_id = any (${teamIds}::uuid[])
    ) lines`.execute(reader.rows<unknown>());
  return found.rows[0]?.stamp ?? '';
}

/** Whether the teams are still as the form saw them; they stay so until the transaction ends. */
export async function stillAs(tx: Tx, teamIds: readonly string[], stamp: string): Promise<boolean> {
  await sql`select id from teams.team where id = any (${teamIds}::uuid[]) order by id for update`.execute(tx.rows<unknown>());
  return (await stampOf(tx, teamIds)) === stamp;
}
