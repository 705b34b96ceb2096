/** Lists and counts of the desk. They read what lies open of a report, and of its words only what the transaction's state may see. */
import { type RawBuilder, sql } from 'kysely';
import type { Reader, Tx } from '../../../platform/db/index.ts';
import { fold } from '../../../platform/text/index.ts';
import { unitsWithin } from '../../../territory/index.ts';
import { codeIn } from '../../code.ts';
import { approvedStates, approverBefore, type FewApprovers, writerOf } from '../../core/approvers.ts';
import { pausedStates, type ReportState, type Urgency } from '../../model.ts';
import type { Desk } from '../access.ts';
import { type Choice, type Cursor, type Phase, phases, type ViewName, views } from './choice.ts';

export interface ReportLine {
  readonly id: string;
  readonly code: string;
  readonly revision: number;
  readonly category: { readonly vi: string; readonly en: string };
  readonly unitId: string;
  readonly organisationId: string | null;
  readonly assigneeId: string | null;
  readonly state: ReportState;
  readonly urgency: Urgency;
  readonly language: string;
  readonly listening: boolean;
  readonly shown: boolean;
  readonly reopens: number;
  /** On the heap of what is to be made public: its sender has answered why it is not shown. */
  readonly objected: boolean;
  readonly sentAt: Temporal.Instant;
  readonly dueAt: Temporal.Instant | null;
  readonly pausedSince: Temporal.Instant | null;
  /** The first words; null where the official may not see them, or there are none. */
  readonly words: string | null;
}

/** What a list is asked with: the desk, the day and instant, and the languages that the official understands. */
export interface Asking {
  readonly desk: Desk;
  readonly today: string;
  readonly now: Temporal.Instant;
  readonly languages: readonly string[];
  /** Offices at which perhaps nobody may approve what waits; needed for what the centre decides instead of an office. */
  readonly few: readonly FewApprovers[];
}

type Condition = RawBuilder<unknown>;

const all = (conditions: readonly Condition[]): Condition => (conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `));

/**
 * Which reports the official's lists show: those of the own units, of the own offices, and those in which one has something to do. Each side of the
 * "or" has an index of its own; what an office only had in the past is opened by its code.
 */
function scope({ units, sees }: Desk): Condition {
  if (units === 'everywhere') return sql`true`;
  return sql`(report.unit_id = any (${units}::uuid[]) or report.organisation_id = any (${sees}::uuid[]) or report.id = any (array(
    select part.report_id from reports.part where part.organisation_id = any (${sees}::uuid[]) and part.state in ('handed', 'in-work') and not part.lead)))`;
}

const working = sql`report.closed_at is null and report.state not in ('answered', 'rated')`;
/** What is due is open: a report that is closed has no due time. */
const late = (now: Temporal.Instant) => sql`report.due_at < ${now.toString()}::timestamptz and report.paused_since is null`;
/** What another office has in hand while this one has a part to do. */
const partsOf = (
  offices: readonly string[],
  more: Condition = sql`true`,
) => sql`report.id = any (array(select part.report_id from reports.part
  where part.organisation_id = any (${offices}::uuid[]) and part.state in ('handed', 'in-work') and ${more}))`;

/** What was decided or said last of who may see it: `show`, `unshow`, `object`; null for nothing. */
const saidOfShowing = sql`(select event.step from reports.event where event.report_id = report.id and event.step in ('show', 'unshow', 'object')
  order by event.ordinal desc limit 1)`;
const notShown = sql`report.privacy = 'public' and not report.shown`;

/** Pictures and papers of an approved answer that came after everybody's version was decided: nobody has said whether all may see them. */
const resultNotLookedAt = sql`(report.shown and report.rounds > 0 and exists (select from reports.attachment result join reports.event approved on approved.id = result.event_id
  where result.report_id = report.id and result.role in ('before', 'after', 'document') and result.shown_hash is null and approved.step = 'approve'
    and approved.ordinal > (select max(shown.ordinal) from reports.event shown where shown.report_id = report.id and shown.step = 'show')))`;

const toApprove = sql`report.closed_at is null and report.state = any (${[...approvedStates]}::text[])`;

/** What lies on a heap. */
function heap(view: ViewName, { desk, now, languages, few }: Asking): Condition {
  switch (view) {
    case 'mine':
      // What nobody has taken yet is everybody's.
      return sql`${working} and (report.assignee_id = ${desk.personId}::uuid or ${partsOf(desk.handles, sql`coalesce(part.assignee_id, ${desk.personId}::uuid) = ${desk.personId}::uuid and not part.lead`)}
        or report.organisation_id = any (${desk.handles}::uuid[]) and report.assignee_id is null and report.state in ('handed', 'in-work', 'reopened'))`;
    case 'office': {
      const offices = [...new Set([...desk.handles, ...desk.approves])];
      return sql`${working} and (report.organisation_id = any (${offices}::uuid[]) or ${partsOf(offices)})`;
    }
    case 'intake':
      return sql`report.closed_at is null and report.state in ('sent', 'received', 'classified')`;
    case 'returned':
      return sql`report.closed_at is null and report.state = 'returned'`;
    case 'approve':
      // Not what one has written oneself, nor an answer after the one that one has approved and that did not satisfy.
      return sql`${toApprove} and report.organisation_id = any (${desk.approves}::uuid[])
        and ${writerOf} is distinct from ${desk.personId}::uuid and ${approverBefore} is distinct from ${desk.personId}::uuid`;
    case 'instead':
      return sql`${toApprove} and report.organisation_id = any (${few.map((office) => office.id)}::uuid[])
        and not exists (select from jsonb_to_recordset(${JSON.stringify(few)}::jsonb) as office (id uuid, holders uuid[]), unnest(office.holders) holder
          where office.id = report.organisation_id and holder is distinct from ${writerOf} and holder is distinct from ${approverBefore})`;
    case 'waits':
      return sql`report.closed_at is null and report.state = any (${[...pausedStates]}::text[])`;
    case 'listen':
      return sql`report.closed_at is null and report.listening and ${desk.centre ? sql`true` : sql`report.language = any (${languages}::text[])`}`;
    case 'publish':
      // Nobody has looked at it yet, or its sender has answered why it is not shown: then in every state. What is shown comes back with the files of its answer.
      return sql`report.closed_at is null and (${notShown}
        and case ${saidOfShowing} when 'object' then true when 'unshow' then false else report.state not in ('sent', 'needs-more') end
        or ${resultNotLookedAt})`;
    case 'overdue':
      return late(now);
    case 'escalated':
      // A level was told, and the time still runs.
      return sql`report.due_at >= ${now.toString()}::timestamptz and report.paused_since is null and exists (
        select from reports.deadline where deadline.report_id = report.id and deadline.met_at is null and deadline.paused_since is null
          and deadline.level > 0 and deadline.due_at >= ${now.toString()}::timestamptz)`;
    case 'all':
      return sql`true`;
  }
}

/** What lies on a heap though it is closed: everything on that of all, and what has to be decided on again; null for the other heaps. */
function closedHeap(view: ViewName): Condition | null {
  if (view === 'all') return sql`true`;
  if (view !== 'publish') return null;
  // Few senders answer: they are looked for first, not among all that is closed.
  return sql`report.closed_at is not null and ${notShown} and ${saidOfShowing} = 'object'
    and report.id = any (array(select event.report_id from reports.event where event.step = 'object'))`;
}

/** The search: a code, part of one, or words; words are found among ids alone, and only where the policies open the content. */
function found(q: string, { units }: Pick<Desk, 'units'>): Condition {
  if (q === '') return sql`true`;
  const code = codeIn(q);
  if (code !== null) return sql`report.code = ${code}`;
  const words = fold(q).split(' ').filter(Boolean).slice(0, 8);
  if (words.length === 0) return sql`false`;
  const matching = sql.join(
    words.map((word) => sql`search.words like ${`%${word}%`}`),
    sql` and `,
  );
  // Everywhere, the index finds the few among all. In one office's few, each is asked for its words: a word that is in nearly all reports costs no more.
  const among =
    units === 'everywhere'
      ? sql`report.id in (select search.report_id from reports.search where ${matching})`
      : sql`(select ${matching} from reports.search where search.report_id = report.id)`;
  const partOfCode = words.length === 1 && /^\d{3,12}$/.test(words.join('')) ? sql`report.code like ${`%${words.join('')}%`}` : sql`false`;
  return sql`${among} and (${partOfCode} or exists (select from reports.content where content.report_id = report.id))`;
}

async function filters(reader: Reader, choice: Choice, { desk, today, now }: Asking): Promise<Condition> {
  const conditions: Condition[] = [found(choice.q, desk)];
  if (choice.category !== '')
    conditions.push(sql`report.category_code = any (array(with recursive below (code) as (select ${choice.category}::text collate "C"
      union select version.code from reports.category_version version join below on version.parent_code = below.code) select code from below))`);
  if (choice.unit !== '') {
    const within = await unitsWithin(reader, choice.unit, today);
    conditions.push(sql`report.unit_id = any (${[choice.unit, ...within]}::uuid[])`);
  }
  if (choice.office !== '') conditions.push(sql`report.organisation_id = ${choice.office}::uuid`);
  if (choice.urgency !== '') conditions.push(sql`report.urgency = ${choice.urgency}`);
  if (choice.days !== 0) conditions.push(sql`report.sent_at >= ${now.subtract({ hours: 24 * choice.days }).toString()}::timestamptz`);
  return all(conditions);
}

interface Row extends Omit<ReportLine, 'category'> {
  readonly categoryVi: string | null;
  readonly categoryEn: string | null;
  readonly categoryCode: string;
}

const instant = (text: string) => sql`${text}::timestamptz`;

/** The rows of a phase and their order; `after` begins behind the last row of the page before. */
function inPhase(phase: Phase, now: Temporal.Instant, after: Cursor | null): { where: Condition; order: RawBuilder<unknown> } {
  const due = {
    order: sql`report.due_at, report.id`,
    behind: after && sql`(report.due_at, report.id) > (${instant(after.at)}, ${after.id}::uuid)`,
  };
  const sent = {
    order: sql`report.sent_at desc, report.id desc`,
    behind: after && sql`(report.sent_at, report.id) < (${instant(after.at)}, ${after.id}::uuid)`,
  };
  const open = sql`report.closed_at is null`;
  const cases: Readonly<Record<Phase, { where: Condition; by: typeof due }>> = {
    late: { where: late(now), by: due },
    due: {
      where: sql`report.due_at is not null and (report.due_at >= ${now.toString()}::timestamptz or report.paused_since is not null)`,
      by: due,
    },
    open: { where: sql`${open} and report.due_at is null`, by: sent },
    closed: { where: sql`report.closed_at is not null`, by: sent },
  };
  const { where, by } = cases[phase];
  return { where: by.behind === null ? where : sql`${where} and ${by.behind}`, order: by.order };
}

/** A page of a heap: overdue first, then by due time, then what has none, newest first, closed ones last. `next` is null at the end. */
export async function reportsOn(
  tx: Tx,
  asking: Asking,
  choice: Choice,
  page: { readonly after: Cursor | null; readonly limit: number },
): Promise<{ readonly lines: readonly ReportLine[]; readonly next: Cursor | null }> {
  const { desk, now, today } = asking;
  const [open, closed] = [heap(choice.view, asking), closedHeap(choice.view)];
  const narrowed = all([scope(desk), await filters(tx, choice, asking)]);
  const from = page.after === null ? 0 : phases.indexOf(page.after.phase);
  const possible = phases.slice(from).filter((phase) => phase !== 'closed' || closed !== null);
  // A code is that of one report: there is nothing to put in order.
  const wanted: readonly (Phase | null)[] = codeIn(choice.q) === null ? possible : [null];
  const lines: { readonly line: ReportLine; readonly phase: Phase }[] = [];
  for (const phase of wanted) {
    const onHeap = closed === null ? open : phase === 'closed' ? closed : phase === null ? sql`(${open} or ${closed})` : open;
    const { where: here, order } =
      phase === null ? { where: sql`true`, order: sql`report.id` } : inPhase(phase, now, phase === page.after?.phase ? page.after : null);
    const rows = await sql<Row>`select report.id, report.code, report.revision, report.category_code as "categoryCode",
        version.name_vi as "categoryVi", version.name_en as "categoryEn", report.unit_id as "unitId",
        report.organisation_id as "organisationId", report.assignee_id as "assigneeId", report.state, report.urgency, report.language, report.listening,
        report.shown, report.reopens, ${choice.view === 'publish' ? sql`coalesce(${saidOfShowing} = 'object', false)` : sql`false`} as objected, report.sent_at as "sentAt", report.due_at as "dueAt", report.paused_since as "pausedSince",
        left(coalesce(nullif(content.words, ''), content.summary), 200) as words
      from (select * from reports.report where ${narrowed} and ${onHeap} and ${here} order by ${order} limit ${page.limit + 1 - lines.length}) report
      left join reports.category_version version on version.code = report.category_code and version.valid @> ${today}::date
      left join reports.content on content.report_id = report.id
      order by ${order}`.execute(tx.rows<unknown>());
    for (const { categoryVi, categoryEn, categoryCode, ...row } of rows.rows)
      lines.push({
        phase: phase ?? 'open',
        line: { ...row, category: { vi: categoryVi ?? categoryCode, en: categoryEn ?? categoryCode } },
      });
    if (lines.length > page.limit) break;
  }
  const shown = lines.slice(0, page.limit);
  const last = lines.length > page.limit ? shown.at(-1) : undefined;
  return { lines: shown.map(({ line }) => line), next: last === undefined ? null : cursorOf(last) };
}

function cursorOf({ line, phase }: { readonly line: ReportLine; readonly phase: Phase }): Cursor {
  const at = phase === 'late' || phase === 'due' ? line.dueAt : line.sentAt;
  return { phase, at: (at ?? line.sentAt).toString(), id: line.id };
}

/** Beyond this a chip says "more than": nobody works through more, and counting them takes longer than the page. */
export const mostCounted = 1_000;

/** How much lies on each heap of the official, in one statement, counted up to `mostCounted`. */
export async function countHeaps(
  tx: Tx,
  asking: Asking,
  wanted: readonly ViewName[],
): Promise<Readonly<Partial<Record<ViewName, { readonly count: number; readonly late: number }>>>> {
  if (wanted.length === 0) return {};
  const counted = views
    .filter((view) => view !== 'all' && wanted.includes(view))
    .map((view) => {
      const heaps = [heap(view, asking), closedHeap(view)].filter((one) => one !== null);
      const lines = heaps.map(
        (one) => sql`(select coalesce(${late(asking.now)}, false) as is_late from reports.report
          where ${scope(asking.desk)} and ${one} limit ${mostCounted})`,
      );
      return sql`select ${view}::text as view, count(*)::integer as count, count(*) filter (where is_late)::integer as late
        from (${sql.join(lines, sql` union all `)}) line`;
    });
  if (counted.length === 0) return {};
  const rows = await sql<{ view: ViewName; count: number; late: number }>`${sql.join(counted, sql` union all `)}`.execute(
    tx.rows<unknown>(),
  );
  return Object.fromEntries(rows.rows.map(({ view, ...figures }) => [view, figures]));
}

/** The languages in which the person listens today. Runs under a state that opens the own rows. */
export async function languagesOf(tx: Tx, personId: string | null, today: string): Promise<readonly string[]> {
  if (personId === null) return [];
  const rows = await sql<{ language: string }>`select distinct language from reports.listener
    where person_id = ${personId}::uuid and valid @> ${today}::date order by language`.execute(tx.rows<unknown>());
  return rows.rows.map((row) => row.language);
}
