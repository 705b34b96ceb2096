/** Writing a plan: persons, teams, memberships, each in a few statements whatever their number, and what was there before. */
import { sql } from 'kysely';
import { recordPersons } from '../../../people/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { accepted, type Outcome } from '../../../platform/outcome/index.ts';
import type { Actor } from '../../../platform/session/index.ts';
import { fold } from '../../../platform/text/index.ts';
import { teamsRights } from '../../contract.ts';
import type { Plan, PlannedRow, PlannedTeam, StagedRow } from '../plan/types.ts';

/** What a plan became. */
export interface Written {
  /** By key of the plan. */
  readonly teams: ReadonlyMap<string, string>;
  readonly madeTeams: readonly string[];
  readonly madePersons: readonly string[];
  /** By the row of the plan: the membership it made or changed. */
  readonly memberships: ReadonlyMap<PlannedRow, string>;
  /** By the row of the plan. */
  readonly persons: ReadonlyMap<PlannedRow, string>;
}

const acting = (row: PlannedRow): boolean => row.action === 'add' || row.action === 'change' || row.action === 'end';

/** Records those whom nobody knew; rows that mean one new person share one. Refuses as `recordPersons`. */
export async function writePersons(
  tx: Tx,
  context: Pick<Context, 'vault'>,
  actor: Actor,
  plan: Plan,
  staged: ReadonlyMap<number, StagedRow>,
): Promise<Outcome<{ readonly made: readonly string[]; readonly persons: ReadonlyMap<PlannedRow, string> }>> {
  const made = new Map<string, { id: string; rows: PlannedRow[] }>();
  const persons = new Map<PlannedRow, string>();
  for (const row of plan.rows) {
    if (row.action === 'refused') continue;
    if (row.personId !== null) persons.set(row, row.personId);
    else if (row.newPerson !== null && row.action === 'add') {
      const known = made.get(row.newPerson) ?? { id: tx.ids.next(), rows: [] };
      known.rows.push(row);
      made.set(row.newPerson, known);
      persons.set(row, known.id);
    }
  }
  const inputs = [...made.values()].flatMap(({ id, rows }) => {
    const read = rows.flatMap((row) => staged.get(row.rowNo ?? 0)?.reading ?? []);
    const [first] = read;
    // Somebody in two teams lives in the village of one rather than in the commune of the other.
    const seat = rows.find((row) => row.unitId !== row.communeId) ?? rows[0];
    if (first === undefined || seat?.unitId == null) return [];
    const phone = read.find((one) => one.phone !== null)?.phone;
    const birthYear = read.find((one) => one.birthYear !== null)?.birthYear ?? null;
    return [{ id, fullName: first.name, birthYear, unitId: seat.unitId, ...(phone == null ? {} : { phone }) }];
  });
  const recorded = await recordPersons(tx, context, actor, inputs, teamsRights.apply);
  return recorded.ok ? accepted({ made: inputs.map(({ id }) => id), persons }) : recorded;
}

interface MadeTeam extends PlannedTeam {
  readonly id: string;
  readonly eventId: string;
  readonly versionId: string;
}

/** Forms the teams that the register doesn't have; teams of one decision and day share the event. */
export async function writeTeams(
  tx: Tx,
  actor: Actor,
  batchId: string,
  plan: Plan,
): Promise<{ readonly teams: ReadonlyMap<string, string>; readonly made: readonly string[] }> {
  const teams = new Map<string, string>();
  const events = new Map<string, string>();
  const made: MadeTeam[] = [];
  const used = new Set(plan.rows.filter(acting).map((row) => row.team));
  for (const team of plan.teams.values()) {
    if (team.teamId !== null) teams.set(team.key, team.teamId);
    else if (used.has(team.key)) {
      const { number, decidedOn, issuer } = team.decision;
      const event = JSON.stringify([team.communeId, team.formedOn, number, decidedOn, issuer]);
      const eventId = events.get(event) ?? tx.ids.next();
      events.set(event, eventId);
      const one = { ...team, id: tx.ids.next(), versionId: tx.ids.next(), eventId };
      made.push(one);
      teams.set(team.key, one.id);
    }
  }
  const now = tx.clock.now().toString();
  const rows = tx.rows<unknown>();
  const firstOf = [...new Map(made.map((team) => [team.eventId, team])).values()];
  await sql`insert into teams.team (id, level_id, recorded_at, batch_id)
    select id, level_id, ${now}::timestamptz, ${batchId}::uuid from jsonb_to_recordset(${JSON.stringify(made.map(({ id, level }) => ({ id, level_id: level })))}::jsonb)
      as t (id uuid, level_id text)`.execute(rows);
  await sql`insert into teams.team_event (id, kind, on_day, decision_number, decided_on, issuer, recorded_at, recorded_by, batch_id)
    select id, 'formed', on_day, number, decided_on, issuer, ${now}::timestamptz, ${actor.id}::uuid, ${batchId}::uuid
    from jsonb_to_recordset(${JSON.stringify(
      firstOf.map(({ eventId, formedOn, decision }) => ({
        id: eventId,
        on_day: formedOn,
        number: decision.number,
        decided_on: decision.decidedOn,
        issuer: decision.issuer,
      })),
    )}::jsonb) as e (id uuid, on_day date, number text, decided_on date, issuer text)`.execute(rows);
  await sql`insert into teams.team_version (id, team_id, valid, name, search, unit_id, status, event_id, batch_id)
    select id, team_id, daterange(from_day, null), name, search, unit_id, 'active', event_id, ${batchId}::uuid
    from jsonb_to_recordset(${JSON.stringify(
      made.map(({ id, versionId, formedOn, name, unitId, eventId }) => ({
        id: versionId,
        team_id: id,
        from_day: formedOn,
        name: name.slice(0, 200),
        search: fold(name),
        unit_id: unitId,
        event_id: eventId,
      })),
    )}::jsonb) as v (id uuid, team_id uuid, from_day date, name text, search text, unit_id uuid, event_id uuid)`.execute(rows);
  return { teams, made: made.map(({ id }) => id) };
}

/** Keeps what rows are now, before they are changed. */
async function keepBefore(tx: Tx, batchId: string, ids: readonly string[]): Promise<void> {
  await sql`insert into teams.import_change (batch_id, table_name, row_id, before)
    select ${batchId}::uuid, 'membership', m.id, to_jsonb(m) from teams.membership m where m.id = any (${[...ids]}::uuid[]) order by m.id`.execute(
    tx.rows<unknown>(),
  );
}

/**
 * Ends, changes and adds memberships: what becomes shorter or stops leading first, so that no row is in the way of another. A new role
 * from the day of the list on is a new row that carries on the old one.
 */
export async function writeMemberships(
  tx: Tx,
  actor: Actor,
  batchId: string,
  plan: Plan,
  teams: ReadonlyMap<string, string>,
  persons: ReadonlyMap<PlannedRow, string>,
  heldFrom: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<PlannedRow, string>> {
  const rows = tx.rows<unknown>();
  const now = tx.clock.now().toString();
  const changed = plan.rows.filter((row) => (row.action === 'change' || row.action === 'end') && row.membershipId !== null);
  const isNewRow = (row: PlannedRow): boolean =>
    row.action === 'change' && row.from !== null && row.from > (heldFrom.get(row.membershipId ?? '') ?? row.from);
  await keepBefore(
    tx,
    batchId,
    changed.map((row) => row.membershipId ?? ''),
  );

  const shortened = changed
    .filter((row) => row.action === 'end' || isNewRow(row))
    .map((row) => ({ id: row.membershipId, to_day: row.from, why: row.action === 'end' ? row.endedWhy : 'role-changed' }));
  const before = await sql<{
    id: string;
    to: string | null;
    why: string | null;
  }>`select id, upper(valid) as "to", ended_why as why from teams.membership
    where id = any (${changed.map((row) => row.membershipId ?? '')}::uuid[])`.execute(rows);
  const was = new Map(before.rows.map((row) => [row.id, row]));
  await sql`update teams.membership m set valid = daterange(lower(m.valid), s.to_day), ended_why = s.why
    from jsonb_to_recordset(${JSON.stringify(shortened)}::jsonb) as s (id uuid, to_day date, why text) where m.id = s.id`.execute(rows);

  const inPlace = changed
    .filter((row) => row.action === 'change' && !isNewRow(row))
    .map((row) => ({ id: row.membershipId, role: row.role, core_force: row.force, term_until: row.term }));
  for (const leading of [false, true]) {
    await sql`update teams.membership m set role = s.role, core_force = s.core_force, term_until = s.term_until
      from jsonb_to_recordset(${JSON.stringify(inPlace.filter((row) => (row.role === 'leader') === leading))}::jsonb)
        as s (id uuid, role text, core_force text, term_until date) where m.id = s.id`.execute(rows);
  }

  const ids = new Map<PlannedRow, string>();
  for (const row of plan.rows) if (row.membershipId !== null) ids.set(row, row.membershipId);
  const added = plan.rows.flatMap((row) => {
    const carriesOn = isNewRow(row);
    const personId = persons.get(row);
    const teamId = teams.get(row.team ?? '');
    if ((row.action !== 'add' && !carriesOn) || personId === undefined || teamId === undefined) return [];
    const id = tx.ids.next();
    ids.set(row, id);
    const old = carriesOn ? was.get(row.membershipId ?? '') : undefined;
    return [
      {
        id,
        team_id: teamId,
        person_id: personId,
        role: row.role,
        core_force: row.force,
        from_day: row.from,
        to_day: row.to,
        term_until: row.term,
        ended_why: carriesOn ? (old?.why ?? null) : row.endedWhy,
        succeeds: carriesOn ? row.membershipId : null,
      },
    ];
  });
  await sql`insert into teams.membership (id, team_id, person_id, role, core_force, valid, term_until, ended_why, succeeds, recorded_at, recorded_by, batch_id)
    select id, team_id, person_id, role, core_force, daterange(from_day, to_day), term_until, ended_why, succeeds, ${now}::timestamptz, ${actor.id}::uuid, ${batchId}::uuid
    from jsonb_to_recordset(${JSON.stringify(added)}::jsonb) as m (id uuid, team_id uuid, person_id uuid, role text, core_force text, from_day date, to_day date,
      term_until date, ended_why text, succeeds uuid)`.execute(rows);
  return ids;
}

/** Keeps what became of every row, for taking it back: run when nothing of the batch is left to write. */
export async function keepAfter(tx: Tx, batchId: string, madeTeams: readonly string[], madePersons: readonly string[]): Promise<void> {
  const rows = tx.rows<unknown>();
  const teams = [...madeTeams];
  await sql`update teams.import_change c set after = to_jsonb(m) from teams.membership m
    where c.batch_id = ${batchId}::uuid and c.table_name = 'membership' and m.id = c.row_id`.execute(rows);
  await sql`insert into teams.import_change (batch_id, table_name, row_id, after)
    select ${batchId}::uuid, made.table_name, made.row_id, made.after from (
      select 1 as place, 'team' as table_name, t.id as row_id, to_jsonb(t) as after from teams.team t where t.id = any (${teams}::uuid[])
      union all
      select 2, 'team_event', e.id, to_jsonb(e) from teams.team_event e
        where e.id in (select event_id from teams.team_version where team_id = any (${teams}::uuid[]))
      union all
      select 3, 'team_version', v.id, to_jsonb(v) from teams.team_version v where v.team_id = any (${teams}::uuid[])
      union all
      select 4, 'membership', m.id, to_jsonb(m) from teams.membership m where m.batch_id = ${batchId}::uuid
      union all
      select 5, 'person', p, null from unnest(${[...madePersons]}::uuid[]) as p
    ) made order by made.place, made.row_id`.execute(rows);
}
