/** Who a request's actor is: one statement finds session, person and grants in force; places come from memory while the map stands. */
import { sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/clock/index.ts';
import type { Db, Reader } from '../../platform/db/index.ts';
import { type Actor, anonymous, dutyState, type Grant, type Reach, type Right } from '../../platform/session/index.ts';
import { unitsWithin } from '../../territory/index.ts';
import { endSessions } from './sessions.ts';
import { tokenDigest } from './tokens.ts';

interface FoundGrant {
  readonly id: string;
  readonly role: string;
  readonly holds_at: 'self' | 'unit' | 'organisation' | 'everywhere';
  readonly second_factor: boolean;
  readonly idle_minutes: number;
  readonly longest_hours: number;
  readonly rights: readonly Right[];
  readonly unit_id: string | null;
  readonly organisations: readonly string[] | null;
  readonly acting_for: string | null;
}

interface Found {
  readonly session_id: string;
  readonly person_id: string;
  readonly device_id: string | null;
  readonly strength: 'one' | 'two';
  readonly created_at: Temporal.Instant;
  readonly last_seen_at: Temporal.Instant;
  readonly full_name: string | null;
  readonly map_version: string;
  readonly citizen_rights: readonly Right[];
  readonly grants: readonly FoundGrant[];
}

type FoundPerson = Omit<Found, 'session_id' | 'device_id' | 'created_at' | 'last_seen_at'>;

/**
 * Whether the session has rested or lasted longer than a role allows that it can use. Its own limits come from the roles at its
 * beginning; a role that was given since, or is lent by somebody away, may be stricter.
 */
function tooLong({ grants, strength, created_at, last_seen_at }: Found, now: Temporal.Instant): boolean {
  const minutes = (since: Temporal.Instant) => since.until(now).total('minutes');
  return grants.some(
    (grant) =>
      (!grant.second_factor || strength === 'two') &&
      (minutes(last_seen_at) > grant.idle_minutes || minutes(created_at) > grant.longest_hours * 60),
  );
}

export interface Actors {
  /** The actor of the session with this secret; `anonymous` where there is none (any more). */
  bySession(token: string): Promise<Actor>;
  /** The actor that a person would be in a session of full strength: for judging what somebody may do who is not asking now. */
  byPerson(reader: Reader, personId: string): Promise<Actor>;
}

const PLACES = 5_000;

/** The grants in force for a person on a day: one's own, and those lent by somebody who is away. `person` is an SQL expression. */
function grantsOf(person: ReturnType<typeof sql>, today: string) {
  return sql`(select coalesce(jsonb_agg(jsonb_build_object('id', held.id, 'role', held.role, 'holds_at', role.holds_at, 'second_factor', role.second_factor,
      'idle_minutes', role.idle_minutes, 'longest_hours', role.longest_hours,
      'rights', (select jsonb_agg(role_right."right") from people.role_right where role_right.role = held.role),
      'unit_id', held.unit_id,
      'organisations', case when held.organisation_id is not null then (with recursive below (id) as (
          select version.organisation_id from people.organisation_version version
            where version.organisation_id = held.organisation_id and version.valid @> ${today}::date
          union select version.organisation_id from people.organisation_version version join below on version.parent_id = below.id
            where version.valid @> ${today}::date) select jsonb_agg(id) from below) end,
      'acting_for', held.acting_for)), '[]')
    from (
      select g.id, g.role, g.unit_id, g.organisation_id, null::uuid as acting_for from people.role_grant g
        where g.person_id = ${person} and g.ended_at is null and g.valid @> ${today}::date
      union all
      select g.id, g.role, g.unit_id, g.organisation_id, absence.person_id from people.absence
        join people.role_grant g on g.id = any (absence.grant_ids) and g.person_id = absence.person_id
        join people.person absent on absent.id = absence.person_id and absent.state = 'active'
        where absence.deputy_id = ${person} and absence.ended_at is null and absence.valid @> ${today}::date
          and g.ended_at is null and g.valid @> ${today}::date
    ) held join people.role on role.code = held.role)`;
}

const citizenRights = sql`(select coalesce(jsonb_agg("right"), '[]') from people.role_right where role = 'citizen')`;

/** Opens the finder of actors of one program. */
export function openActors(db: Db, clock: Clock): Actors {
  const places = new LRUCache<string, readonly string[]>({ max: PLACES });

  async function unitsOf(reader: Reader, unitId: string, today: string, mapVersion: string): Promise<readonly string[]> {
    const key = `${unitId} ${today} ${mapVersion}`;
    const known = places.get(key);
    if (known) return known;
    const found = await unitsWithin(reader, unitId, today);
    places.set(key, found);
    return found;
  }

  async function grantOf(reader: Reader, found: FoundGrant, today: string, mapVersion: string): Promise<Grant> {
    const { holds_at, unit_id, organisations } = found;
    const units: Reach =
      holds_at === 'everywhere' ? 'everywhere' : unit_id === null ? [] : await unitsOf(reader, unit_id, today, mapVersion);
    return {
      id: found.id,
      role: found.role,
      rights: new Set(found.rights ?? []),
      units,
      organisations: holds_at === 'everywhere' ? 'everywhere' : (organisations ?? []),
      actingFor: found.acting_for,
    };
  }

  /** A grant at a unit or organisation that has ended holds nowhere, so it gives nothing. */
  const holds = ({ units, organisations }: Grant): boolean =>
    units === 'everywhere' || organisations === 'everywhere' || units.length > 0 || organisations.length > 0;

  async function actorOf(reader: Reader, found: FoundPerson, session: Actor['session'], today: string): Promise<Actor> {
    const all = await Promise.all(found.grants.map(async (one) => ({ one, grant: await grantOf(reader, one, today, found.map_version) })));
    const held = all.filter(({ grant }) => holds(grant));
    const usable = held.filter(({ one }) => !one.second_factor || found.strength === 'two').map(({ grant }) => grant);
    const rights = new Set<Right>([...found.citizen_rights, ...usable.flatMap((grant) => [...grant.rights])]);
    const withheld = new Set(held.flatMap(({ grant }) => [...grant.rights]).filter((right) => !rights.has(right)));
    return { kind: 'person', id: found.person_id, name: found.full_name ?? '', rights, grants: usable, withheld, session };
  }

  return {
    async bySession(token) {
      const now = clock.now().toString();
      const today = clock.today().toString();
      return db.transaction(
        async (tx) => {
          const result = await sql<Found>`with found as (
              select session.*, details.full_name from people.session
                join people.person on person.id = session.person_id and person.state = 'active'
                left join people.person_details details on details.person_id = session.person_id
              where session.token_digest = ${tokenDigest(token)} and session.ended_at is null
                and session.idle_until > ${now}::timestamptz and session.ends_at > ${now}::timestamptz
            ), seen as (
              update people.session set last_seen_at = ${now}::timestamptz,
                  idle_until = least(${now}::timestamptz + session.idle_minutes * interval '1 minute', session.ends_at)
                from found where session.id = found.id and session.last_seen_at < ${now}::timestamptz - interval '1 minute'
            )
            select id as session_id, person_id, device_id, strength, created_at, last_seen_at, full_name, (select version::text from territory.map_state) as map_version,
              ${citizenRights} as citizen_rights, ${grantsOf(sql`found.person_id`, today)} as grants
            from found`.execute(tx.rows<unknown>());
          const found = result.rows[0];
          if (!found) return anonymous;
          if (tooLong(found, clock.now())) {
            await endSessions(tx, found.person_id, { why: 'role-limit', only: found.session_id });
            return anonymous;
          }
          return actorOf(tx, found, { id: found.session_id, device: found.device_id, strength: found.strength }, today);
        },
        { state: dutyState('identity') },
      );
    },
    async byPerson(reader, personId) {
      const today = clock.today().toString();
      const result = await sql<FoundPerson>`select person.id as person_id, 'two' as strength, details.full_name,
          (select version::text from territory.map_state) as map_version, ${citizenRights} as citizen_rights, ${grantsOf(sql`person.id`, today)} as grants
        from people.person left join people.person_details details on details.person_id = person.id
        where person.id = ${personId}::uuid and person.state = 'active'`.execute(reader.rows<unknown>());
      const found = result.rows[0];
      return found ? actorOf(reader, found, null, today) : anonymous;
    },
  };
}
