/** Somebody looked at a roster and says that it is right: otherwise it grows stale. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { touch } from '../../platform/cache/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { teamsRights } from '../contract.ts';
import { teamsTag, teamTag } from '../tags.ts';
import { refusalOfExpected } from './change-team.ts';
import { refusalOfLife } from './model/state.ts';
import { seatOf, teamsToChange } from './store.ts';

/** Confirms the roster as it is today. Refuses a team that is not there today, and a state that somebody changed meanwhile. */
export async function confirmRoster(
  tx: Tx,
  _context: Context,
  actor: Actor,
  input: { readonly teamId: string; readonly expected?: string },
): Promise<Outcome<null>> {
  const found = await teamsToChange(tx, actor, [input.teamId]);
  if (!found.ok) return found;
  const [team] = found.value;
  if (!team) return refused({ code: 'teams.team-unknown', status: 404 });
  const today = tx.clock.today().toString();
  const wrong = refusalOfLife(team, today, 'team') ?? refusalOfExpected(team, today, input.expected);
  if (wrong) return refused(wrong);
  await sql`insert into teams.confirmation (team_id, confirmed_at, confirmed_by)
    values (${team.id}::uuid, ${tx.clock.now().toString()}::timestamptz, ${actor.id}::uuid) on conflict do nothing`.execute(
    tx.rows<unknown>(),
  );
  await touch(tx, [teamsTag, teamTag(team.id)]);
  await record(tx, actor, {
    action: 'teams.confirm-roster',
    subject: { kind: 'teams.team', id: team.id },
    places: [seatOf(team)],
    right: teamsRights.manage,
  });
  return accepted(null);
}
