/** Which teams an actor may look at in the console: all of a place, or only the own one. Changing is judged by `deniedAt`. */
import { type RawBuilder, sql } from 'kysely';
import { type Actor, mayAt, type Reach, type Right } from '../../platform/session/index.ts';
import { teamsRights } from '../contract.ts';

/** The role that comes with leading a team: it opens that team, not its neighbours at the same unit. */
const roleOfLeaders = 'team-leader';

export interface Sight {
  /** Units all of whose teams are open. */
  readonly units: Reach;
  /** Persons whose own teams are open too: the leader, or the leader for whom somebody acts. */
  readonly leaders: readonly string[];
}

/** What the actor sees of the teams by `teams.see`. */
export function sightOf(actor: Actor): Sight {
  if (actor.kind === 'system') return { units: 'everywhere', leaders: [] };
  const seeing = actor.grants.filter((grant) => grant.rights.has(teamsRights.see));
  const places = seeing.filter((grant) => grant.role !== roleOfLeaders).map((grant) => grant.units);
  const leading = seeing.filter((grant) => grant.role === roleOfLeaders);
  return {
    units: places.includes('everywhere') ? 'everywhere' : [...new Set(places.flatMap((units) => (units === 'everywhere' ? [] : units)))],
    leaders: [...new Set(leading.map((grant) => grant.actingFor ?? actor.id).filter((id) => id !== null))],
  };
}

/** The same as a condition over rows with the columns `team_id` and `unit_id` (the latest seat) of `alias`. */
export function inSight({ units, leaders }: Sight, alias: string, today: string): RawBuilder<boolean> {
  if (units === 'everywhere') return sql<boolean>`true`;
  const team = sql.ref(`${alias}.team_id`);
  return sql<boolean>`(${sql.ref(`${alias}.unit_id`)} = any (${units}::uuid[]) or exists (select from teams.membership led
    where led.team_id = ${team} and led.person_id = any (${leaders}::uuid[]) and led.role = 'leader' and led.valid @> ${today}::date))`;
}

/** Whether the actor holds the right in the unit and not merely by leading a team there. */
export function holdsPlace(actor: Actor, right: Right, unitId: string): boolean {
  return mayAt({ ...actor, grants: actor.grants.filter((grant) => grant.role !== roleOfLeaders) }, right, unitId);
}
