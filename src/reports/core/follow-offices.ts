/** When an office ends, its open cases go on at what followed. */
import { sql } from 'kysely';
import { officesFor, organisationsOn } from '../../people/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { rowState, system } from '../../platform/session/index.ts';
import { ensureClosure, reexpressRows } from '../../territory/index.ts';
import { reportsRights } from '../contract.ts';
import { states, stepsFrom } from '../model.ts';
import { underState } from './state.ts';
import { takeStep } from './steps/take-step.ts';

interface Stranded {
  readonly id: string;
  readonly unitId: string;
  readonly organisationId: string;
  /** It leads; else it has a part. */
  readonly lead: boolean;
}

/** Cases in hands of offices that receive none today. */
async function stranded(tx: Tx, offices: readonly string[]): Promise<readonly Stranded[]> {
  const movable = states.filter((state) => stepsFrom(state, ['system']).includes('follow-office'));
  const found =
    await sql<Stranded>`select r.id, r.unit_id as "unitId", r.organisation_id as "organisationId", true as lead from reports.report r
    where r.closed_at is null and r.state = any (${movable}::text[]) and r.organisation_id is not null and not r.organisation_id = any (${[...offices]}::uuid[])
    union all
    select r.id, r.unit_id, p.organisation_id, false from reports.part p join reports.report r on r.id = p.report_id
    where r.closed_at is null and not p.lead and p.state in ('handed', 'in-work') and not p.organisation_id = any (${[...offices]}::uuid[])
    order by id, lead desc`.execute(tx.rows<unknown>());
  return found.rows;
}

/** Where each of these units is on the map of today: itself, or the largest part of what followed. */
async function unitsToday(tx: Tx, unitIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const today = tx.clock.today().toString();
  const ended = await sql<{
    unit_id: string;
    last_day: string;
  }>`select unit_id, (max(upper(valid)) - 1)::text as last_day from territory.unit_versions
    where unit_id = any (${[...unitIds]}::uuid[]) group by unit_id
    having not bool_or(valid @> ${today}::date) and bool_and(upper(valid) is not null)`.execute(tx.rows<unknown>());
  const now = new Map(unitIds.map((id) => [id, id]));
  if (ended.rows.length === 0) return now;
  const ids = ended.rows.map((row) => row.unit_id);
  const map = await ensureClosure(tx, today);
  const facts = sql`select * from unnest(${ids}::text[], ${ids}::uuid[], ${ended.rows.map((row) => row.last_day)}::date[], ${ids.map(() => 1)}::bigint[])
    as fact (fact_id, unit_id, day, value)`;
  const parts = await sql<{
    fact_id: string;
    unit_id: string;
  }>`select distinct on (fact_id) fact_id, unit_id from ${reexpressRows(facts, map)} parts
    where placed order by fact_id, num desc, unit_id`.execute(tx.rows<unknown>());
  for (const { fact_id, unit_id } of parts.rows) now.set(fact_id, unit_id);
  return now;
}

/**
 * Moves open cases of offices that no longer receive any to the office of the unit as it is today, each with an event; parts of such offices go the
 * same way. Where nobody receives them, they go back to the receiving centre, which hands them on. Repeating it changes nothing. Returns how many moved.
 */
export async function followOffices(tx: Tx, context: Pick<Context, 'config' | 'db' | 'clock' | 'modules'>): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended('reports.follow-offices', 0))`.execute(tx.rows<unknown>());
  const on = tx.clock.today().toString();
  const receiving = (await organisationsOn(tx, on)).filter((one) => one.receives.includes('cases')).map((one) => one.id);
  const cases = await stranded(tx, receiving);
  if (cases.length === 0) return 0;
  const units = await unitsToday(tx, [...new Set(cases.map((one) => one.unitId))]);
  let moved = 0;
  await underState(tx, rowState(system, reportsRights.intake), async () => {
    for (const one of cases) {
      const [office] = await officesFor(tx, { unitId: units.get(one.unitId) ?? one.unitId, receives: 'cases', on });
      if (await (one.lead ? moveCase(tx, context, one, office?.id) : movePart(tx, context, one, office?.id))) moved += 1;
    }
  });
  return moved;
}

type StepContext = Pick<Context, 'config' | 'db' | 'clock' | 'modules'>;

async function moveCase(tx: Tx, context: StepContext, { id, organisationId }: Stranded, to: string | undefined): Promise<boolean> {
  const there =
    await sql`select from reports.report where id = ${id}::uuid and organisation_id = ${organisationId}::uuid for update`.execute(
      tx.rows<unknown>(),
    );
  // Somebody has moved it since it was looked for.
  if (there.rows.length === 0) return false;
  const who = { actor: system, ticket: null };
  const step = to === undefined ? ({ step: 'take-back' } as const) : ({ step: 'follow-office', organisationId: to } as const);
  const taken = await takeStep(tx, context, who, { reportId: id, revision: null, ...step });
  return taken.ok;
}

/** A part goes on at the office that followed, unless that office has one already; without one it ends, and the office that leads decides. */
async function movePart(tx: Tx, context: StepContext, part: Stranded, to: string | undefined): Promise<boolean> {
  const now = tx.clock.now().toString();
  // The report first, as every step does: a part that is being finished right now stays finished.
  const [, ended] = await Promise.all([
    sql`select from reports.report where id = ${part.id}::uuid for update`.execute(tx.rows<unknown>()),
    sql`update reports.part set state = 'withdrawn', done_at = ${now}::timestamptz where report_id = ${part.id}::uuid and not lead
      and organisation_id = ${part.organisationId}::uuid and state in ('handed', 'in-work')`.execute(tx.rows<unknown>()),
  ]);
  if (ended.numAffectedRows === 0n) return false;
  if (to === undefined) return true;
  const who = { actor: system, ticket: null };
  const taken = await takeStep(tx, context, who, { reportId: part.id, revision: null, step: 'ask-part', organisationId: to });
  return taken.ok || taken.refusal.code === 'reports.part-there';
}
