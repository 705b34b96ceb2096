/** What a few steps look at beyond the demands of the table: time that ran out, a reminder that is due, a visit that is wanted, the answer that is spoken. */
import { sql } from 'kysely';
import type { WorkingCalendar } from '../../../platform/calendar/working-day.ts';
import type { JsonObject, Tx } from '../../../platform/db/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../../platform/outcome/index.ts';
import { dutyState } from '../../../platform/session/index.ts';
import { publishVisitBackWanted } from '../../events.ts';
import { daysUntilReminded, pausedStates, type StepName, transition } from '../../model.ts';
import type { Deadline } from '../deadlines-store.ts';
import { dueLevel, escalationLevels } from '../levels.ts';
import { underState } from '../state.ts';
import type { Ground } from './ground.ts';

/** When the sender is reminded next, and how often that has happened. */
export interface Reminding {
  readonly remindAt: Temporal.Instant | null;
  readonly reminded: number;
}

/** What such a step brings besides what the table says. */
export interface Beyond {
  readonly facts: JsonObject;
  /** Deadlines that it changes. */
  readonly deadlines: readonly Deadline[];
  /** Null where the step leaves it as it is. */
  readonly reminding: Reminding | null;
  /** The event whose files the new ones belong to; null for the step's own. */
  readonly filesOf: string | null;
}

interface Looking {
  readonly context: Pick<Context, 'config' | 'db'>;
  readonly step: StepName;
  readonly ground: Ground;
  readonly deadlines: readonly Deadline[];
  readonly calendar: WorkingCalendar;
}

const nothing: Beyond = { facts: {}, deadlines: [], reminding: null, filesOf: null };
const notNow = (ground: Ground) => refused({ code: 'reports.step-not-now', status: 409, params: { state: ground.report.state } });

/** Nine o'clock in the morning of the day so many days after an answer or a question; null where that was the last time. */
function remindAt(since: Temporal.Instant, reminded: number, timeZone: string): Temporal.Instant | null {
  const days = daysUntilReminded[reminded];
  if (days === undefined) return null;
  return since.toZonedDateTimeISO(timeZone).toPlainDate().add({ days }).toZonedDateTime({ timeZone, plainTime: '09:00' }).toInstant();
}

async function escalate(tx: Tx, { context, ground, deadlines, calendar }: Looking): Promise<Outcome<Beyond>> {
  const due = dueLevel(deadlines, await escalationLevels(tx, context), tx.clock.now(), calendar);
  if (due === null) return notNow(ground);
  const { step, level, tell, percent } = due.rule;
  return accepted({ ...nothing, facts: { step, level, tell, percent }, deadlines: [due.deadline] });
}

async function remind(tx: Tx, { ground, calendar }: Looking): Promise<Outcome<Beyond>> {
  const found =
    await sql<Reminding>`select remind_at as "remindAt", reminded from reports.report where id = ${ground.report.id}::uuid`.execute(
      tx.rows<unknown>(),
    );
  const [row] = found.rows;
  const since = ground.report.pausedSince ?? ground.report.answeredAt;
  const now = tx.clock.now();
  if (!row || row.remindAt === null || since === null || Temporal.Instant.compare(row.remindAt, now) > 0) return notNow(ground);
  const { timeZone } = calendar;
  let reminded = row.reminded + 1;
  let next = remindAt(since, reminded, timeZone);
  // Whoever was not reminded for a week is not reminded twice at once.
  for (; next !== null && Temporal.Instant.compare(next, now) <= 0; next = remindAt(since, reminded, timeZone)) reminded += 1;
  return accepted({ ...nothing, facts: { reminded }, reminding: { reminded, remindAt: next } });
}

/** Whether somebody waits for a visit. Whoever brings the answer need not see who the sender is. */
async function bring(tx: Tx, { ground }: Looking): Promise<Outcome<Beyond>> {
  const found = await underState(tx, dutyState('identity'), () =>
    sql`select from reports.reporter where report_id = ${ground.report.id}::uuid and visit_back`.execute(tx.rows<unknown>()),
  );
  return found.rows.length > 0 ? accepted(nothing) : refused({ code: 'reports.no-visit-wanted', status: 409 });
}

/** The recording belongs to the answer: to the draft until it is approved, so that nobody hears what was not. */
function speak({ ground }: Looking): Outcome<Beyond> {
  const { answer, approve } = ground.last;
  const of = ground.report.state === 'awaiting-approval' ? answer?.id : approve?.id;
  return of === undefined ? notNow(ground) : accepted({ ...nothing, filesOf: of });
}

/** Looks at what the step needs beyond the table. Refusals: `reports.step-not-now`, `reports.no-visit-wanted`. */
export async function lookBeyond(tx: Tx, looking: Looking): Promise<Outcome<Beyond>> {
  const { timeZone } = looking.calendar;
  switch (looking.step) {
    case 'escalate':
      return escalate(tx, looking);
    case 'remind':
      return remind(tx, looking);
    case 'bring':
      return bring(tx, looking);
    case 'speak':
      return speak(looking);
    case 'approve':
    case 'ask-more':
      return accepted({ ...nothing, reminding: { reminded: 0, remindAt: remindAt(tx.clock.now(), 0, timeZone) } });
    case 'rate':
    case 'reopen':
    case 'close':
      return accepted({ ...nothing, reminding: { reminded: 0, remindAt: null } });
    default: {
      // Nobody is reminded of a question that is answered, taken back or over.
      const leaves = pausedStates.includes(looking.ground.report.state) && transition(looking.step).to !== 'same';
      return accepted({ ...nothing, reminding: leaves ? { reminded: 0, remindAt: null } : null });
    }
  }
}

/** What follows in the rows of the reporter, once the step is written: a visit was made, or is wanted by the sender and by those of merged reports. */
export async function followVisits(
  tx: Tx,
  {
    step,
    ground,
    event,
    actorId,
  }: { readonly step: StepName; readonly ground: Ground; readonly event: string; readonly actorId: string | null },
): Promise<void> {
  const { id } = ground.report;
  const db = tx.rows<unknown>();
  if (step === 'bring')
    await underState(tx, dutyState('identity'), () =>
      sql`update reports.reporter set visit_back = false, brought_at = ${tx.clock.now().toString()}::timestamptz, brought_by = ${actorId}::uuid
        where report_id = ${id}::uuid`.execute(db),
    );
  if (step !== 'approve' && step !== 'not-accept') return;
  const wanted = await underState(tx, dutyState('identity'), () =>
    sql<{ report: string }>`update reports.reporter set visit_back = true, brought_at = null, brought_by = null
      where how_to_answer = 'visit' and (report_id = ${id}::uuid or report_id in (select r.id from reports.report r where r.master_id = ${id}::uuid))
      returning report_id as report`.execute(db),
  );
  for (const { report } of wanted.rows) await publishVisitBackWanted(tx, { report, event });
}
