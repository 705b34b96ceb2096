/** When units end: roles held there are proposed for what followed, and persons of a unit that went whole into another follow it. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { dayBefore } from '../../platform/calendar/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { system } from '../../platform/session/index.ts';
import { ensureClosure, reexpressRows } from '../../territory/index.ts';
import { underDuty } from '../persons/duty.ts';

/** A unit that ended, and a unit into which it went. */
export interface Successor {
  readonly unitId: string;
  /** First day without the unit. */
  readonly endedOn: string;
  readonly toUnitId: string;
  /** Whether all of it went there. */
  readonly whole: boolean;
}

const PERSONS_AT_ONCE = 500;

/** What followed the units among these that have an end, by the map of the day after it or of today, whichever is later. Units without a successor on record are left out. */
export async function successorsOfEnded(tx: Tx, unitIds: readonly string[]): Promise<readonly Successor[]> {
  const ended = await sql<{ unit_id: string; ended_on: string }>`select unit_id, max(upper(valid)) as ended_on from territory.unit_versions
    where unit_id = any (${unitIds}::uuid[]) group by unit_id having bool_and(upper(valid) is not null)`.execute(tx.rows<unknown>());
  const today = tx.clock.today().toString();
  const byDay = Map.groupBy(ended.rows, (row) => (row.ended_on > today ? row.ended_on : today));
  const found: Successor[] = [];
  for (const [day, units] of byDay) {
    const map = await ensureClosure(tx, day);
    const days = new Map(units.map((row) => [row.unit_id, row.ended_on]));
    const facts = sql`select * from unnest(${units.map((row) => row.unit_id)}::text[], ${units.map((row) => row.unit_id)}::uuid[],
      ${units.map((row) => dayBefore(row.ended_on))}::date[], ${units.map(() => 1)}::bigint[]) as fact (fact_id, unit_id, day, value)`;
    const parts = await sql<{ fact_id: string; unit_id: string; num: bigint; den: bigint }>`select fact_id, unit_id, num, den
      from ${reexpressRows(facts, map)} parts where placed order by fact_id, unit_id`.execute(tx.rows<unknown>());
    for (const { fact_id, unit_id, num, den } of parts.rows)
      if (fact_id !== unit_id) found.push({ unitId: fact_id, endedOn: days.get(fact_id) ?? day, toUnitId: unit_id, whole: num === den });
  }
  return found;
}

/**
 * Brings proposals and persons in step with the territory as it is recorded now. Repeating it changes nothing; an event that was undone
 * takes its open proposals along. Runs as a reaction to each change of structure, and daily for units whose end was recorded ahead.
 */
export async function followUnits(tx: Tx): Promise<{ proposed: number; moved: number }> {
  await sql`select pg_advisory_xact_lock(hashtextextended('people.succession', 0))`.execute(tx.rows<unknown>());
  return { proposed: await proposeSuccessors(tx), moved: await movePersons(tx) };
}

async function proposeSuccessors(tx: Tx): Promise<number> {
  const held = await sql<{ id: string; unit_id: string; to: string | null }>`select id, unit_id, upper(valid) as "to" from people.role_grant
    where unit_id is not null and ended_at is null`.execute(tx.rows<unknown>());
  const successors = await successorsOfEnded(tx, [...new Set(held.rows.map((row) => row.unit_id))]);
  const due = held.rows.flatMap((grant) =>
    successors
      .filter((one) => one.unitId === grant.unit_id && (grant.to === null || grant.to > one.endedOn))
      .map((one) => ({ grant: grant.id, ...one })),
  );
  const now = tx.clock.now().toString();
  const ids = due.map(() => tx.ids.next());
  const columns = sql`unnest(${ids}::uuid[], ${due.map((one) => one.grant)}::uuid[], ${due.map((one) => one.toUnitId)}::uuid[], ${due.map((one) => one.endedOn)}::date[])`;
  // What an undone event had withdrawn comes back with the event; what a person has decided stays decided.
  const added = await sql<{
    id: string;
    to_unit_id: string;
  }>`insert into people.succession as old (id, grant_id, to_unit_id, proposed_at, effective_on)
    select id, grant_id, to_unit_id, ${now}::timestamptz, effective_on from ${columns} as due (id, grant_id, to_unit_id, effective_on)
    on conflict (grant_id, to_unit_id) do update set state = 'proposed', decided_at = null, proposed_at = excluded.proposed_at, effective_on = excluded.effective_on
      where old.state = 'declined' and old.decided_by is null
    returning old.id, old.to_unit_id`.execute(tx.rows<unknown>());
  const withdrawn = await sql<{
    id: string;
    to_unit_id: string;
  }>`update people.succession set state = 'declined', decided_at = ${now}::timestamptz
    where state = 'proposed' and not exists (select from ${columns} as due (id, grant_id, to_unit_id, effective_on)
      where due.grant_id = succession.grant_id and due.to_unit_id = succession.to_unit_id)
    returning id, to_unit_id`.execute(tx.rows<unknown>());
  for (const [action, rows] of [
    ['people.propose-succession', added.rows],
    ['people.withdraw-succession', withdrawn.rows],
  ] as const)
    for (const row of rows)
      await record(tx, system, { action, subject: { kind: 'people.succession', id: row.id }, places: [row.to_unit_id] });
  return added.rows.length;
}

/** Persons whose unit went whole into one other by today belong there now; where it was divided, an official says where each belongs. */
async function movePersons(tx: Tx): Promise<number> {
  const units = await sql<{
    unit_id: string;
  }>`select distinct unit_id from people.person where unit_id is not null and state <> 'erased'`.execute(tx.rows<unknown>());
  const today = tx.clock.today().toString();
  const successors = await successorsOfEnded(
    tx,
    units.rows.map((row) => row.unit_id),
  );
  let moved = 0;
  for (const { unitId, toUnitId } of successors.filter((one) => one.whole && one.endedOn <= today)) {
    const members = await sql<{ id: string }>`select id from people.person where unit_id = ${unitId}::uuid order by id`.execute(
      tx.rows<unknown>(),
    );
    for (let at = 0; at < members.rows.length; at += PERSONS_AT_ONCE) {
      const persons = members.rows.slice(at, at + PERSONS_AT_ONCE).map((row) => row.id);
      await moveTo(tx, persons, toUnitId);
      await record(tx, system, {
        action: 'people.follow-unit',
        subject: { kind: 'unit', id: toUnitId },
        fields: ['unit'],
        places: [unitId, toUnitId],
        persons,
      });
      moved += persons.length;
    }
  }
  return moved;
}

/** Makes a unit that of these persons, in every table that repeats it for row-level security, at once. */
export async function moveTo(tx: Tx, persons: readonly string[], unitId: string): Promise<void> {
  await underDuty(tx, 'identity', () =>
    sql`with person as (update people.person set unit_id = ${unitId}::uuid where id = any (${[...persons]}::uuid[])),
        details as (update people.person_details set unit_id = ${unitId}::uuid where person_id = any (${[...persons]}::uuid[]))
      update people.identifier set unit_id = ${unitId}::uuid where person_id = any (${[...persons]}::uuid[])`.execute(tx.rows<unknown>()),
  );
}
