/** Deadlines of reports in the database. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { touch } from '../../platform/cache/index.ts';
import type { WorkingCalendar } from '../../platform/calendar/working-day.ts';
import type { Reader, Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { system } from '../../platform/session/index.ts';
import { publishStepTaken } from '../events.ts';
import { endStates, type ReportState, type Urgency } from '../model.ts';
import { reportsTag, reportTag } from '../tags.ts';
import { freshCalendar } from './calendar.ts';
import { converted, type DeadlineUnit, dueOf, resumed } from './deadlines.ts';
import { armed, escalationLevels } from './levels.ts';

export type DueStep = 'receive' | 'answer';

/** Within what time a step is due. */
export interface Rule {
  readonly id: string;
  readonly amount: number;
  readonly unit: DeadlineUnit;
}

/**
 * The rule for a step by category and urgency: the deepest category that has one on the day, else the one for all. A category that was closed
 * since counts as it last was. Throws where the rules leave a gap: no report is without a deadline.
 */
export async function ruleFor(
  reader: Reader,
  ask: { readonly step: DueStep; readonly categoryCode: string; readonly urgency: Urgency; readonly on: string },
): Promise<Rule> {
  const found = await sql<Rule>`with recursive up (code, parent_code, steps) as (
      (select v.code, v.parent_code, 0 from reports.category_version v where v.code = ${ask.categoryCode}
        order by v.valid @> ${ask.on}::date desc, lower(v.valid) desc limit 1)
      union all
      select above.code, above.parent_code, up.steps + 1 from up cross join lateral (select v.code, v.parent_code from reports.category_version v
        where v.code = up.parent_code order by v.valid @> ${ask.on}::date desc, lower(v.valid) desc limit 1) above
    ) select r.id, r.amount, r.unit from reports.deadline_rule r left join up on up.code = r.category_code
    where r.step = ${ask.step} and r.urgency = ${ask.urgency} and r.valid @> ${ask.on}::date and (r.category_code is null or up.code is not null)
    order by up.steps nulls last, r.id limit 1`.execute(reader.rows<unknown>());
  const [rule] = found.rows;
  if (!rule)
    throw new Error(`No deadline rule for ${ask.step}, ${ask.categoryCode}, ${ask.urgency} on ${ask.on} (data/reports/deadline-rules.csv)`);
  return rule;
}

/** A deadline as it is worked with. */
export interface Deadline {
  readonly step: DueStep;
  readonly round: number;
  readonly ruleId: string;
  readonly beganAt: Temporal.Instant;
  readonly amount: number;
  readonly unit: DeadlineUnit;
  readonly dueAt: Temporal.Instant;
  readonly pausedSince: Temporal.Instant | null;
  readonly pausedMinutes: number;
  readonly extended: number;
  readonly metAt: Temporal.Instant | null;
  readonly onTime: boolean | null;
  /** The last level that was told. */
  readonly level: number;
  /** When the next level is due to be told; null where none is left. */
  readonly escalateAt: Temporal.Instant | null;
}

const columns = sql`d.step, d.round, d.rule_id as "ruleId", d.began_at as "beganAt", d.amount, d.unit, d.due_at as "dueAt", d.paused_since as "pausedSince",
  d.paused_minutes as "pausedMinutes", d.extended, d.met_at as "metAt", d.on_time as "onTime", d.level, d.escalate_at as "escalateAt"`;

/** The deadlines of a report, those that are past too. */
export async function deadlinesOf(reader: Reader, reportId: string): Promise<readonly Deadline[]> {
  const found =
    await sql<Deadline>`select ${columns} from reports.deadline d where d.report_id = ${reportId}::uuid order by d.began_at, d.round`.execute(
      reader.rows<unknown>(),
    );
  return found.rows;
}

/** A deadline that begins to run. */
export function begun(step: DueStep, round: number, rule: Rule, beganAt: Temporal.Instant, calendar: WorkingCalendar): Deadline {
  const term = { beganAt, amount: rule.amount, unit: rule.unit, pausedMinutes: 0 };
  const rest = { pausedSince: null, extended: 0, metAt: null, onTime: null, level: 0, escalateAt: null };
  return { step, round, ruleId: rule.id, ...term, dueAt: dueOf(term, calendar), ...rest };
}

const counted = (one: Deadline, calendar: WorkingCalendar): Deadline => ({ ...one, dueAt: dueOf(one, calendar) });

/** Stands still from now on. */
export const paused = (one: Deadline, now: Temporal.Instant): Deadline =>
  one.metAt === null && one.pausedSince === null ? { ...one, pausedSince: now } : one;

/** Runs again, by the working time of the pause later. */
export function running(one: Deadline, now: Temporal.Instant, calendar: WorkingCalendar): Deadline {
  if (one.metAt !== null || one.pausedSince === null) return one;
  return counted({ ...resumed(one, one.pausedSince, now, calendar), pausedSince: null }, calendar);
}

/** Was done now, in time or not. */
export function met(one: Deadline, now: Temporal.Instant, calendar: WorkingCalendar): Deadline {
  if (one.metAt !== null) return one;
  const on = running(one, now, calendar);
  return { ...on, metAt: now, onTime: Temporal.Instant.compare(now, on.dueAt) <= 0 };
}

/** Has more time, in the unit of its rule. */
export const extended = (one: Deadline, amount: number, calendar: WorkingCalendar): Deadline =>
  one.metAt === null ? counted({ ...one, amount: one.amount + amount, extended: one.extended + 1 }, calendar) : one;

/** Is under another rule from its beginning; time that was granted stays granted. `before` is the rule until now. */
export function ruled(one: Deadline, before: Rule, rule: Rule, calendar: WorkingCalendar): Deadline {
  if (one.metAt !== null || rule.id === one.ruleId) return one;
  const granted = converted(one.amount - before.amount, before.unit, rule.unit);
  return counted({ ...one, ruleId: rule.id, unit: rule.unit, amount: rule.amount + granted }, calendar);
}

/** The rule by its name, also one that holds no more. */
export async function ruleById(reader: Reader, id: string): Promise<Rule> {
  const found = await sql<Rule>`select id, amount, unit from reports.deadline_rule where id = ${id}`.execute(reader.rows<unknown>());
  const [rule] = found.rows;
  if (!rule) throw new Error(`There is no deadline rule ${id}`);
  return rule;
}

/** Writes these deadlines of a report, new ones and changed ones. */
export async function putDeadlines(tx: Tx, reportId: string, deadlines: readonly Deadline[]): Promise<void> {
  if (deadlines.length === 0) return;
  const rows = deadlines.map((one) => ({
    ...one,
    beganAt: one.beganAt.toString(),
    dueAt: one.dueAt.toString(),
    pausedSince: one.pausedSince?.toString() ?? null,
    metAt: one.metAt?.toString() ?? null,
    escalateAt: one.escalateAt?.toString() ?? null,
  }));
  await sql`insert into reports.deadline (report_id, step, round, rule_id, began_at, amount, unit, due_at, paused_since, paused_minutes, extended, met_at, on_time,
      level, escalate_at)
    select ${reportId}::uuid, d.step, d.round, d."ruleId", d."beganAt", d.amount, d.unit, d."dueAt", d."pausedSince", d."pausedMinutes", d.extended, d."metAt", d."onTime",
      d.level, d."escalateAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as d (step text, round integer, "ruleId" text, "beganAt" timestamptz, amount integer, unit text,
      "dueAt" timestamptz, "pausedSince" timestamptz, "pausedMinutes" integer, extended integer, "metAt" timestamptz, "onTime" boolean,
      level integer, "escalateAt" timestamptz)
    on conflict (report_id, step, round) do update set rule_id = excluded.rule_id, amount = excluded.amount, unit = excluded.unit, due_at = excluded.due_at,
      paused_since = excluded.paused_since, paused_minutes = excluded.paused_minutes, extended = excluded.extended, met_at = excluded.met_at,
      on_time = excluded.on_time, level = excluded.level, escalate_at = excluded.escalate_at`.execute(tx.rows<unknown>());
}

/** When the step that is due next is due: taking in comes before answering; null where nothing is. */
export function nextDue(deadlines: readonly Deadline[]): Temporal.Instant | null {
  const open = deadlines.filter((one) => one.metAt === null);
  return (open.find((one) => one.step === 'receive') ?? open.at(-1))?.dueAt ?? null;
}

interface OpenRow extends Deadline {
  readonly reportId: string;
  readonly state: ReportState;
  readonly unitId: string;
  readonly shown: boolean;
  readonly ordinal: number;
}

const PORTION = 500;

/**
 * After the working calendar changed: open deadlines are counted anew; each that moves leaves an event, and its report shows the new time.
 * Returns how many moved. Repeating it changes nothing.
 */
export async function recomputeDeadlines(tx: Tx, context: Pick<Context, 'config' | 'db'>): Promise<number> {
  const calendar = await freshCalendar(tx, context);
  const levels = await escalationLevels(tx, context);
  const now = tx.clock.now();
  let moved = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const locked = await sql<{ id: string }>`select r.id from reports.report r
      where r.closed_at is null and r.id > ${after}::uuid and not r.state = any (${[...endStates]}::text[])
        and exists (select from reports.deadline d where d.report_id = r.id and d.met_at is null) order by r.id limit ${PORTION} for update of r`.execute(
      tx.rows<unknown>(),
    );
    const last = locked.rows.at(-1);
    if (!last) return moved;
    after = last.id;
    // Read by a statement of its own: a step that this one waited for may have met a deadline, and has left an event.
    const found = await sql<OpenRow>`select r.id as "reportId", r.state, r.unit_id as "unitId", r.shown, ${columns},
        (select max(e.ordinal) from reports.event e where e.report_id = r.id) as ordinal
      from reports.report r join reports.deadline d on d.report_id = r.id and d.met_at is null
      where r.id = any (${locked.rows.map((row) => row.id)}::uuid[]) order by r.id, d.began_at, d.round`.execute(tx.rows<unknown>());
    for (const [reportId, rows] of Map.groupBy(found.rows, (row) => row.reportId)) {
      const all = rows.map((row) => ({ before: row, after: armed({ ...row, dueAt: dueOf(row, calendar) }, levels, now, calendar) }));
      const different = all.filter((one) => Temporal.Instant.compare(one.before.dueAt, one.after.dueAt) !== 0);
      const [first] = rows;
      if (different.length === 0 || !first) continue;
      moved += different.length;
      const event = tx.ids.next();
      const facts = {
        moved: different.map((one) => ({ step: one.before.step, from: one.before.dueAt.toString(), to: one.after.dueAt.toString() })),
      };
      await Promise.all([
        putDeadlines(
          tx,
          reportId,
          different.map((one) => one.after),
        ),
        sql`update reports.report set due_at = ${nextDue(all.map((one) => one.after))?.toString() ?? null}::timestamptz, revision = revision + 1
          where id = ${reportId}::uuid`.execute(tx.rows<unknown>()),
        sql`insert into reports.event (id, report_id, ordinal, at, step, from_state, to_state, actor_kind, facts)
          values (${event}::uuid, ${reportId}::uuid, ${first.ordinal + 1}, ${now.toString()}::timestamptz, 'move-deadline', ${first.state}, ${first.state}, 'system',
            ${JSON.stringify(facts)}::jsonb)`.execute(tx.rows<unknown>()),
        record(tx, system, {
          action: 'reports.move-deadline',
          subject: { kind: 'reports.report', id: reportId },
          fields: ['due_at'],
          places: [first.unitId],
        }),
        publishStepTaken(tx, { report: reportId, event, step: 'move-deadline', from: first.state, to: first.state }),
        first.shown ? touch(tx, [reportsTag, reportTag(reportId)]) : null,
      ]);
    }
  }
}
