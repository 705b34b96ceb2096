/** What happens when time runs out: the levels that are due are told, and who they are. */
import { sql } from 'kysely';
import { personsHolding } from '../../people/index.ts';
import type { Reader, Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { rowState, system } from '../../platform/session/index.ts';
import { reportsRights } from '../contract.ts';
import { daysUntilReminded, endStates, pausedStates, transition } from '../model.ts';
import { approvalOf } from './approvers.ts';
import { workingCalendar } from './calendar.ts';
import { deadlinesOf, putDeadlines } from './deadlines-store.ts';
import { armed, escalationLevels, type Telling } from './levels.ts';
import { takeStep } from './steps/take-step.ts';

type JobContext = Pick<Context, 'config' | 'db' | 'clock' | 'modules'>;

const PORTION = 200;

interface Held {
  readonly unitId: string;
  readonly organisationId: string | null;
  readonly assigneeId: string | null;
}

/**
 * The persons whom a level tells about a report, by id, each once: who works on it (else the holders of `reports.handle` at its office), the office,
 * whoever approves for it, the receiving centre of its place, or the leaders who see the reports of the whole province. While no office has it in
 * hand, what would go to an office goes to the centre. Empty for an unknown report and where nobody holds the right.
 */
export async function officialsFor(
  tx: Tx,
  { reportId, tell }: { readonly reportId: string; readonly tell: Telling },
): Promise<readonly string[]> {
  const found = await sql<Held>`select unit_id as "unitId", organisation_id as "organisationId", assignee_id as "assigneeId"
    from reports.report where id = ${reportId}::uuid`.execute(tx.rows<unknown>());
  const [report] = found.rows;
  if (!report) return [];
  const on = tx.clock.today().toString();
  const { unitId, organisationId, assigneeId } = report;
  const centre = () => personsHolding(tx, reportsRights.intake, { unitId }, on);
  switch (tell) {
    case 'centre':
      return centre();
    case 'province':
      return personsHolding(tx, reportsRights.see, {}, on);
    case 'approver': {
      if (organisationId === null) return centre();
      // What waits for approval is told to those who may decide on it: where nobody at the office may, to the centre.
      const approval = await approvalOf(tx, reportId, on);
      if (approval === null) return personsHolding(tx, reportsRights.approve, { organisationId }, on);
      return approval.persons.length > 0 ? approval.persons : centre();
    }
    default: {
      if (organisationId === null) return centre();
      const office = await personsHolding(tx, reportsRights.handle, { organisationId }, on);
      return tell === 'assignee' && assigneeId !== null && office.includes(assigneeId) ? [assigneeId] : office;
    }
  }
}

/**
 * Gives open deadlines that have none the moment of their next level: those that began with a report that was just sent, before there were rules, or
 * while there were others. Returns how many.
 */
export async function armDeadlines(context: JobContext): Promise<number> {
  const { db } = context;
  let changed = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const found = await sql<{
      id: string;
    }>`select distinct d.report_id as id from reports.report r join reports.deadline d on d.report_id = r.id
      where r.closed_at is null and not r.state = any (${[...endStates]}::text[]) and d.met_at is null and d.paused_since is null and d.escalate_at is null
        and exists (select from reports.escalation_rule e where e.step = d.step and e.level > d.level and e.valid @> (d.began_at at time zone ${context.config.TIME_ZONE})::date)
        and r.id > ${after}::uuid order by 1 limit ${PORTION}`.execute(db.rows<unknown>());
    const last = found.rows.at(-1);
    if (!last) return changed;
    after = last.id;
    changed += await db.transaction((tx) =>
      arm(
        tx,
        context,
        found.rows.map((row) => row.id),
      ),
    );
  }
}

async function arm(tx: Tx, context: JobContext, ids: readonly string[]): Promise<number> {
  const [calendar, levels] = await Promise.all([workingCalendar(tx, context), escalationLevels(tx, context)]);
  let changed = 0;
  // Whoever is being worked on right now will be looked at the next time.
  const free = await sql<{
    id: string;
  }>`select id from reports.report where id = any (${[...ids]}::uuid[]) order by id for update skip locked`.execute(tx.rows<unknown>());
  for (const { id } of free.rows) {
    const open = (await deadlinesOf(tx, id)).filter((one) => one.metAt === null && one.pausedSince === null && one.escalateAt === null);
    const after = open.map((one) => armed(one, levels, tx.clock.now(), calendar)).filter((one) => one.escalateAt !== null);
    await putDeadlines(tx, id, after);
    changed += after.length;
  }
  return changed;
}

async function dueReports(reader: Reader, now: string, after: string): Promise<readonly string[]> {
  const found = await sql<{ id: string }>`select distinct report_id as id from reports.deadline
    where met_at is null and paused_since is null and escalate_at is not null and escalate_at <= ${now}::timestamptz and report_id > ${after}::uuid
    order by 1 limit ${PORTION}`.execute(reader.rows<unknown>());
  return found.rows.map((row) => row.id);
}

/** Tells every level that is due, the lowest first, each step in a transaction of its own: two workers at once tell nobody twice. Returns how many. */
export async function escalateDue(context: JobContext): Promise<number> {
  await armDeadlines(context);
  const now = context.clock.now().toString();
  let told = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const due = await dueReports(context.db, now, after);
    const last = due.at(-1);
    if (last === undefined) return told;
    after = last;
    for (const id of due) {
      while (await systemStep(context, id, 'escalate')) told += 1;
    }
  }
}

/**
 * Gives reports whose sender was asked for more, and that have no moment at which the sender is reminded, the first one: those asked before there were
 * such reminders. Returns how many.
 */
async function armReminders({ db, config }: JobContext): Promise<number> {
  const states = pausedStates.filter((state) => transition('remind').from.includes(state));
  const [days] = daysUntilReminded;
  const armedNow = await sql`update reports.report
    set remind_at = ((paused_since at time zone ${config.TIME_ZONE})::date + ${days}::integer + time '09:00') at time zone ${config.TIME_ZONE}
    where id in (select id from reports.report where closed_at is null and state = any (${states}::text[]) and paused_since is not null
      and remind_at is null and reminded = 0 order by id limit ${PORTION} for update skip locked)`.execute(db.rows<unknown>());
  return Number(armedNow.numAffectedRows ?? 0);
}

/** Reminds every sender whose time has come, to judge an answer or to say what was asked, as `escalateDue` does. Returns how many. */
export async function remindDue(context: JobContext): Promise<number> {
  while ((await armReminders(context)) > 0);
  const now = context.clock.now().toString();
  let told = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const due = await sql<{ id: string }>`select id from reports.report where remind_at <= ${now}::timestamptz and id > ${after}::uuid
      order by id limit ${PORTION}`.execute(context.db.rows<unknown>());
    const last = due.rows.at(-1);
    if (!last) return told;
    after = last.id;
    for (const { id } of due.rows) if (await systemStep(context, id, 'remind')) told += 1;
  }
}

async function systemStep(context: JobContext, reportId: string, step: 'escalate' | 'remind'): Promise<boolean> {
  const who = { actor: system, ticket: null };
  const taken = await context.db.transaction((tx) => takeStep(tx, context, who, { reportId, step, revision: null }), {
    state: rowState(system, reportsRights.intake),
  });
  return taken.ok;
}
