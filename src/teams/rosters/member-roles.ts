/** The roles of members and leaders follow their memberships. */
import { sql } from 'kysely';
import { alignRosterRoles, holdersOfRosterRoles, lockPersons, type RosterRole } from '../../people/index.ts';
import { formatDate } from '../../platform/calendar/index.ts';
import type { Reader, Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { type Actor, system } from '../../platform/session/index.ts';
import { type MemberRole, teamsRights } from '../contract.ts';
import { texts } from './messages.gen.ts';

interface InForce {
  readonly membershipId: string;
  readonly personId: string;
  readonly role: MemberRole;
  readonly to: string | null;
  readonly unitId: string;
  readonly team: string;
  readonly number: string | null;
  readonly decidedOn: string | null;
}

/** Longest words that a role's basis can have. */
const LONGEST_BASIS = 300;

const roleOf = (row: InForce): RosterRole => ({
  personId: row.personId,
  role: row.role === 'leader' ? 'team-leader' : 'team-member',
  unitId: row.unitId,
  to: row.to,
  basis: (row.number === null
    ? texts.vi.basis({ team: row.team })
    : row.decidedOn === null
      ? texts.vi.basis_number({ team: row.team, number: row.number })
      : texts.vi.basis_decided({ team: row.team, number: row.number, day: formatDate(row.decidedOn) })
  ).slice(0, LONGEST_BASIS),
});

/** The roles that memberships of a day give, active teams only; `where` narrows the memberships `m`. */
async function inForce(reader: Reader, day: string, where: ReturnType<typeof sql>): Promise<readonly InForce[]> {
  const found =
    await sql<InForce>`select m.id as "membershipId", m.person_id as "personId", m.role, upper(m.valid) as "to", v.unit_id as "unitId",
      v.name as team, formed.decision_number as number, formed.decided_on as "decidedOn"
    from teams.membership m join teams.team_version v on v.team_id = m.team_id and v.valid @> ${day}::date and v.status = 'active'
    left join lateral (select e.decision_number, e.decided_on from teams.team_version first join teams.team_event e on e.id = first.event_id
      where first.team_id = m.team_id order by first.valid limit 1) formed on true
    where m.valid @> ${day}::date and ${where} order by m.id`.execute(reader.rows<unknown>());
  return found.rows;
}

/** The role that a membership gives today; null where it is not in force in an active team. */
export async function roleOfMembership(reader: Reader, membershipId: string, today: string): Promise<RosterRole | null> {
  const [row] = await inForce(reader, today, sql`m.id = ${membershipId}::uuid`);
  return row ? roleOf(row) : null;
}

/** Ends the roles of these persons that no membership gives any more, and gives whoever had one what their memberships say now. */
export async function followMemberships(tx: Tx, context: Context, actor: Actor, persons: readonly string[]): Promise<void> {
  if (persons.length === 0) return;
  const today = tx.clock.today().toString();
  // A role that is just being given is waited for, and judged by the memberships as they are then.
  await lockPersons(tx, persons);
  const served = await sql<{ personId: string; unitId: string }>`select distinct m.person_id as "personId", v.unit_id as "unitId"
    from teams.membership m join teams.team_version v on v.team_id = m.team_id
    where m.person_id = any (${[...persons]}::uuid[])`.execute(tx.rows<unknown>());
  const wanted = (await inForce(tx, today, sql`m.person_id = any (${[...persons]}::uuid[])`)).map(roleOf);
  await alignRosterRoles(tx, context, actor, { wanted, served: served.rows }, teamsRights.manage);
}

/** Persons whose roles are looked at in one transaction. */
const AT_ONCE = 200;

/** Each night: memberships end and teams move on days that were recorded ahead, and imports end many at once. */
export async function followAllMemberships(context: Context): Promise<void> {
  const { db, clock } = context;
  const holders = await holdersOfRosterRoles(db, clock.today().toString());
  for (let at = 0; at < holders.length; at += AT_ONCE) {
    await db.transaction((tx) => followMemberships(tx, context, system, holders.slice(at, at + AT_ONCE)));
  }
}
