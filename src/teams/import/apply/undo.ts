/** Taking an applied list back: exactly, while nothing later touches what it wrote; otherwise what stands in the way. */
import { sql } from 'kysely';
import { record } from '../../../audit/index.ts';
import { unrecordPersons } from '../../../people/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../../platform/outcome/index.ts';
import { type Actor, rowState } from '../../../platform/session/index.ts';
import { deniedAt } from '../../access.ts';
import { teamsRights } from '../../contract.ts';
import { followMemberships } from '../../rosters/member-roles.ts';
import { changeRosters } from '../../store/change-rosters.ts';
import { lockBatch, setState } from '../store/batches.ts';
import { lockCommunes } from './places.ts';

export interface Undone {
  readonly batchId: string;
  /** Persons who became known by the list and were used since: they stay. */
  readonly personsStayed: number;
}

/** What stands in the way, at most. */
const MOST_LISTED = 50;

/**
 * Takes a batch back in one transaction. The actor holds `teams.apply` in all its places. Refusals: `teams.import-unknown`,
 * `teams.import-not-applied`, `teams.place-not-yours`, `teams.import-stands` with details `teams.import-in-way` (`kind`, `team`, `name`, `day`).
 */
export function undoImport(context: Context, actor: Actor, batchId: string): Promise<Outcome<Undone>> {
  return context.db.transaction((tx) => undoBatch(tx, context, actor, batchId), { state: rowState(actor, teamsRights.apply) });
}

async function undoBatch(tx: Tx, context: Context, actor: Actor, batchId: string): Promise<Outcome<Undone>> {
  const batch = await lockBatch(tx, batchId);
  if (batch === null) return refused({ code: 'teams.import-unknown', status: 404 });
  if (batch.state !== 'applied') return refused({ code: 'teams.import-not-applied', status: 409 });
  const denied = deniedAt(actor, teamsRights.apply, batch.how.places);
  if (denied) return denied;
  const rows = tx.rows<unknown>();
  await lockCommunes(tx, batch.how.communes);
  const touched = await sql<{
    id: string;
    made: boolean;
  }>`select distinct coalesce(c.after, c.before) ->> case c.table_name when 'team' then 'id' else 'team_id' end as id,
      bool_or(c.table_name = 'team') as made
    from teams.import_change c where c.batch_id = ${batchId}::uuid and c.table_name in ('team', 'membership') group by 1`.execute(rows);
  const teamIds = touched.rows.map((row) => row.id).toSorted();
  await sql`select id from teams.team where id = any (${teamIds}::uuid[]) order by id for update`.execute(rows);
  const inWay = await standing(
    tx,
    batchId,
    touched.rows.filter((row) => row.made).map((row) => row.id),
  );
  if (inWay.length > 0)
    return refused({ code: 'teams.import-stands', params: { count: inWay.length }, status: 409, details: inWay.slice(0, MOST_LISTED) });

  const persons = await personsOf(tx, batchId);
  await changeRosters(tx, teamIds, async () => {
    await restore(tx, batchId);
    return { value: null };
  });
  await setState(tx, batchId, 'undone', actor.id);
  const made = persons.filter((row) => row.made).map((row) => row.id);
  const { removed, stayed } = await unrecordPersons(tx, actor, made, teamsRights.apply);
  const gone = new Set(removed);
  await followMemberships(tx, context, actor, [...persons.filter((row) => !row.made).map((row) => row.id), ...stayed]);
  await record(tx, actor, {
    action: 'teams.undo-import',
    subject: { kind: 'teams.import-batch', id: batchId },
    places: batch.how.communes,
    persons: persons.filter((row) => !gone.has(row.id)).map((row) => row.id),
    right: teamsRights.apply,
  });
  return accepted({ batchId, personsStayed: stayed.length });
}

async function personsOf(tx: Tx, batchId: string): Promise<readonly { readonly id: string; readonly made: boolean }[]> {
  const found = await sql<{ id: string; made: boolean }>`select id, bool_or(made) as made from (
      select row_id as id, true as made from teams.import_change where batch_id = ${batchId}::uuid and table_name = 'person'
      union all
      select (coalesce(after, before) ->> 'person_id')::uuid, false from teams.import_change where batch_id = ${batchId}::uuid and table_name = 'membership'
    ) p group by id order by id`.execute(tx.rows<unknown>());
  return found.rows;
}

interface InWay {
  readonly kind: 'changed' | 'member' | 'state' | 'leave' | 'card' | 'offer' | 'merged';
  readonly teamId: string | null;
  readonly name: string | null;
  readonly day: string | null;
}

/** Rows that were written since, and rows of others that lean on what the list made. */
async function standing(tx: Tx, batchId: string, madeTeams: readonly string[]): Promise<readonly Refusal[]> {
  const made = [...madeTeams];
  const found =
    await sql<InWay>`with log as (select table_name, row_id, before, after from teams.import_change where batch_id = ${batchId}::uuid),
    member as (select row_id as id, before, after from log where table_name = 'membership'),
    found as (
      select 'changed' as kind, (l.after ->> 'team_id')::uuid as team_id, null::date as day from member l
        left join teams.membership m on m.id = l.id where to_jsonb(m) is distinct from l.after
      union all
      select 'changed', (l.after ->> 'team_id')::uuid, null from log l left join teams.team_version v on v.id = l.row_id
        where l.table_name = 'team_version' and to_jsonb(v) is distinct from l.after
      union all
      -- Somebody serves on days that would be given back.
      select 'member', m.team_id, lower(m.valid) from member l join teams.membership m on m.team_id = (l.before ->> 'team_id')::uuid
          and m.valid && (l.before ->> 'valid')::daterange
          and (m.person_id = (l.before ->> 'person_id')::uuid or (m.role = 'leader' and l.before ->> 'role' = 'leader'))
        where l.before is not null and m.id not in (select id from member)
      union all
      select 'member', m.team_id, lower(m.valid) from teams.membership m
        where (m.team_id = any (${made}::uuid[]) or m.succeeds in (select id from member where before is null)) and m.id not in (select id from member)
      union all
      select 'state', v.team_id, lower(v.valid) from teams.team_version v
        where v.team_id = any (${made}::uuid[]) and v.id not in (select row_id from log where table_name = 'team_version')
      union all
      select 'merged', d.from_team_id, e.on_day from teams.team_edge d join teams.team_event e on e.id = d.event_id
        where d.from_team_id = any (${made}::uuid[]) or d.to_team_id = any (${made}::uuid[])
      union all
      select 'leave', m.team_id, lower(v.valid) from teams.leave v join teams.membership m on m.id in (v.membership_id, v.stand_in_id)
        where m.id in (select id from member where before is null)
      union all
      select 'card', m.team_id, lower(c.valid) from teams.card c join teams.membership m on m.id = c.membership_id
        where m.id in (select id from member where before is null)
      union all
      select 'offer', m.team_id, null from teams.offer o join teams.membership m on m.id = o.membership_id
        where m.id in (select id from member where before is null)
    )
    select f.kind, f.team_id as "teamId", v.name, f.day from (select distinct kind, team_id, day from found) f
    left join lateral (select name from teams.team_version where team_id = f.team_id order by valid desc limit 1) v on true
    order by v.name, f.kind, f.day`.execute(tx.rows<unknown>());
  return found.rows.map(({ kind, teamId, name, day }) => ({
    code: 'teams.import-in-way',
    params: { kind, team: teamId ?? '', name: name ?? '', day: day ?? '' },
  }));
}

/** Puts every row back as it was: what is new goes, then what stops leading, then the rest, so that none is in the way of another. */
async function restore(tx: Tx, batchId: string): Promise<void> {
  const rows = tx.rows<unknown>();
  const ids = (table: string) =>
    sql`(select row_id from teams.import_change where batch_id = ${batchId}::uuid and table_name = ${table} and before is null)`;
  const made = ids('team');
  await sql`delete from teams.confirmation where team_id in ${made}`.execute(rows);
  await sql`delete from teams.membership where id in ${ids('membership')}`.execute(rows);
  for (const leading of [false, true]) {
    await sql`update teams.membership m set role = b.role, core_force = b.core_force, valid = b.valid, term_until = b.term_until, ended_why = b.ended_why
      from teams.import_change c, jsonb_to_record(c.before) as b (role text, core_force text, valid daterange, term_until date, ended_why text)
      where c.batch_id = ${batchId}::uuid and c.table_name = 'membership' and c.before is not null and m.id = c.row_id and (b.role = 'leader') = ${leading}`.execute(
      rows,
    );
  }
  await sql`delete from teams.team_version where id in ${ids('team_version')}`.execute(rows);
  await sql`delete from teams.team_event e where e.id in ${ids('team_event')} and not exists (select from teams.team_version v where v.event_id = e.id)
    and not exists (select from teams.team_edge d where d.event_id = e.id)`.execute(rows);
  await sql`delete from teams.team where id in ${made}`.execute(rows);
}
