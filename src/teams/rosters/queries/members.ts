/** Members as they are asked for. */
import { sql } from 'kysely';
import { rosterPersons } from '../../../people/index.ts';
import type { Reader, Tx } from '../../../platform/db/index.ts';
import { collator } from '../../../platform/text/index.ts';
import {
  type Leave,
  type MemberOfUnit,
  type Membership,
  memberRoles,
  type RosterMember,
  type ServiceOfPerson,
  type TeamOnDay,
} from '../../contract.ts';
import { leaveColumns } from '../leave.ts';
import { isId, membershipColumns } from '../store.ts';
import { onDayColumns, unitsBelow } from './teams.ts';

/** Who served in the team on a day, ids only: leader first. Also of a suspended team, whose members don't count. */
export async function whoServed(reader: Reader, teamId: string, day: string): Promise<readonly Membership[]> {
  if (!isId(teamId)) return [];
  const found = await sql<Membership>`select ${membershipColumns} from teams.membership m
    where m.team_id = ${teamId}::uuid and m.valid @> ${day}::date order by array_position(${[...memberRoles]}::text[], m.role), m.id`.execute(
    reader.rows<unknown>(),
  );
  return found.rows;
}

/**
 * Who is on the team on a day: leader, deputies, members, each by name. Names as far as the transaction may see them; the caller records the
 * sight.
 */
export async function rosterOf(tx: Tx, teamId: string, day: string): Promise<readonly RosterMember[]> {
  const served = await whoServed(tx, teamId, day);
  const persons = await rosterPersons(
    tx,
    null,
    served.map((row) => row.personId),
  );
  const leaves = await sql<Leave>`select ${leaveColumns} from teams.leave l
    where l.membership_id = any (${served.map((row) => row.id)}::uuid[]) and l.valid @> ${day}::date`.execute(tx.rows<unknown>());
  const away = new Map(leaves.rows.map((row) => [row.membershipId, row]));
  return served
    .map((row): RosterMember => {
      const person = persons.get(row.personId);
      return { ...row, fullName: person?.fullName ?? null, birthYear: person?.birthYear ?? null, leave: away.get(row.id) ?? null };
    })
    .toSorted((a, b) => memberRoles.indexOf(a.role) - memberRoles.indexOf(b.role) || collator.compare(a.fullName ?? '', b.fullName ?? ''));
}

/** One membership; null for an unknown one. */
export async function membershipById(reader: Reader, id: string): Promise<Membership | null> {
  if (!isId(id)) return null;
  const found = await sql<Membership>`select ${membershipColumns} from teams.membership m where m.id = ${id}::uuid`.execute(
    reader.rows<unknown>(),
  );
  return found.rows[0] ?? null;
}

/** Everything that a person serves or served in, newest first. */
export async function membershipsOf(reader: Reader, personId: string): Promise<readonly ServiceOfPerson[]> {
  if (!isId(personId)) return [];
  const found =
    await sql<ServiceOfPerson>`select ${membershipColumns}, t.level_id as level, seat.name as "teamName", seat.unit_id as "unitId"
    from teams.membership m join teams.team t on t.id = m.team_id join lateral (
      select v.name, v.unit_id from teams.team_version v where v.team_id = m.team_id and v.valid && m.valid order by v.valid desc limit 1) seat on true
    where m.person_id = ${personId}::uuid order by lower(m.valid) desc, m.id`.execute(reader.rows<unknown>());
  return found.rows;
}

/**
 * The team that serves a village on a day: its own active one, else its commune's on that day's map. Where a commune has several since its
 * merger, the one that sat at the village's former commune; otherwise the oldest.
 */
export async function teamServing(reader: Reader, villageId: string, day: string): Promise<TeamOnDay | null> {
  if (!isId(villageId)) return null;
  const found = await sql<TeamOnDay>`with recursive above (unit_id, parent_id, height) as (
      select unit_id, parent_id, 0 from territory.units_on(${day}::date) where unit_id = ${villageId}::uuid
      union all
      select u.unit_id, u.parent_id, above.height + 1 from above join territory.units_on(${day}::date) u on u.unit_id = above.parent_id)
    select ${onDayColumns(day)} from above join teams.team_version v on v.unit_id = above.unit_id and v.valid @> ${day}::date and v.status = 'active'
    join teams.team t on t.id = v.team_id
    order by above.height,
      exists (select from teams.team_version w join territory.unit_versions village on village.unit_id = ${villageId}::uuid
        and village.parent_id = w.unit_id and village.valid && w.valid where w.team_id = v.team_id and w.unit_id <> v.unit_id) desc,
      (select min(lower(w.valid)) from teams.team_version w where w.team_id = v.team_id), v.team_id
    limit 1`.execute(reader.rows<unknown>());
  return found.rows[0] ?? null;
}

/** Everybody in active teams of the unit and of all units below it on the day's map. */
export async function membersOfUnit(reader: Reader, unitId: string, day: string): Promise<readonly MemberOfUnit[]> {
  if (!isId(unitId)) return [];
  const found = await sql<MemberOfUnit>`select d.membership_id as "membershipId", d.team_id as "teamId", d.person_id as "personId", d.role,
      d.core_force as "coreForce", d.level_id as level, d.unit_id as "unitId"
    from teams.roster_days d where d.valid @> ${day}::date and d.unit_id in (${unitsBelow(unitId, day)})
    order by d.team_id, array_position(${[...memberRoles]}::text[], d.role), d.membership_id`.execute(reader.rows<unknown>());
  return found.rows;
}
