/** A team with members, straight into the tables, for tests of this folder and the access matrix. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import type { MemberRole } from '../contract.ts';

export interface MadeTeam {
  readonly teamId: string;
  /** By person. */
  readonly memberships: ReadonlyMap<string, string>;
}

/** Makes an active commune team since 01/01/2026 with these persons, the first of whom leads. */
export async function makeTeam(
  tx: Tx,
  input: { readonly unitId: string; readonly name: string; readonly persons: readonly string[]; readonly termUntil?: string | null },
): Promise<MadeTeam> {
  const rows = tx.rows<unknown>();
  const teamId = tx.ids.next();
  const eventId = tx.ids.next();
  await sql`insert into teams.team_event (id, kind, on_day, recorded_at) values (${eventId}::uuid, 'formed', '2026-01-01', now())`.execute(
    rows,
  );
  await sql`insert into teams.team (id, level_id, recorded_at) values (${teamId}::uuid, 'commune', now())`.execute(rows);
  await sql`insert into teams.team_version (id, team_id, valid, name, search, unit_id, status, event_id)
    values (${tx.ids.next()}::uuid, ${teamId}::uuid, daterange('2026-01-01', null), ${input.name}, 'to thu', ${input.unitId}::uuid, 'active', ${eventId}::uuid)`.execute(
    rows,
  );
  const memberships = new Map<string, string>();
  for (const [index, personId] of input.persons.entries()) {
    const id = tx.ids.next();
    const role: MemberRole = index === 0 ? 'leader' : 'member';
    await sql`insert into teams.membership (id, team_id, person_id, role, core_force, valid, term_until, recorded_at)
      values (${id}::uuid, ${teamId}::uuid, ${personId}::uuid, ${role}, (select code from teams.core_force order by rank limit 1),
        daterange('2026-01-01', null), ${input.termUntil ?? null}::date, now())`.execute(rows);
    memberships.set(personId, id);
  }
  return { teamId, memberships };
}
