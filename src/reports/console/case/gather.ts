/** Everything of a report that its page at the desk shows to one official. */
import { sql } from 'kysely';
import { record } from '../../../audit/index.ts';
import { readCalendar } from '../../../platform/calendar/store.ts';
import type { WorkingCalendar } from '../../../platform/calendar/working-day.ts';
import type { Tx } from '../../../platform/db/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import type { Actor } from '../../../platform/session/index.ts';
import { ancestorsOf, childrenOf, type UnitItem } from '../../../territory/index.ts';
import { reportsRights } from '../../contract.ts';
import { type Approval, approvalOf } from '../../core/approvers.ts';
import {
  categoriesOn,
  partiesOf,
  type Question,
  questionsFor,
  type Reason,
  type ReasonKind,
  type Reporter,
  type ReportView,
  reasonsOn,
  reportByCode,
  reporterOf,
  suggestOffice,
} from '../../core/index.ts';
import { daysUntilClosed, type Party, pausedStates, type StepName, stepsFrom, transition } from '../../model.ts';
import { waitsForVoice } from '../../voice/spoken-answer.ts';
import { type Desk, deskState, openDesk, sees } from '../access.ts';
import { categoryOptions, type Option, officeOptions, peopleOptions, unitOptions } from '../choices.ts';
import { type DeskNames, namesFor } from '../names.ts';
import { rightFor } from '../steps.ts';
import { type Template, templatesFor } from '../templates/store.ts';

/** What the forms of the steps let choose. */
export interface StepChoices {
  readonly categories: readonly Option[];
  readonly units: readonly Option[];
  readonly offices: readonly Option[];
  /** The office that the rules name. */
  readonly suggested: string | null;
  readonly people: readonly Option[];
  readonly reasons: Readonly<Partial<Record<ReasonKind, readonly Reason[]>>>;
  readonly templates: readonly Template[];
  /** Reports of the same kind and place, into which this one may be merged. */
  readonly alike: readonly AlikeReport[];
}

export interface AlikeReport {
  readonly id: string;
  readonly code: string;
  readonly words: string;
  readonly sentAt: Temporal.Instant;
}

export interface Case {
  readonly report: ReportView;
  readonly desk: Desk;
  readonly parties: readonly Party[];
  /** Steps that can be taken now, the likely next one first. */
  readonly steps: readonly StepName[];
  /** Who may decide on what waits for approval; null where nothing does. */
  readonly approval: Approval | null;
  readonly questions: readonly Question[];
  readonly reporter:
    | { readonly state: 'not-yours' }
    | { readonly state: 'hidden' }
    | { readonly state: 'shown'; readonly reporter: Reporter | null };
  readonly names: DeskNames;
  readonly choices: StepChoices;
  readonly calendar: WorkingCalendar;
  readonly now: Temporal.Instant;
  /** The communes around, for the simplified map, and the one of the matter. */
  readonly map: { readonly units: readonly UnitItem[]; readonly highlighted: string | undefined };
}

/** Which step is the likely next one: the earliest of this list that can be taken. */
const likely: readonly StepName[] = [
  'hand',
  'finish-part',
  'grant-extension',
  'approve',
  'answer',
  'take',
  'listen',
  'give-more',
  'show',
  'assign',
  'close',
];

/** Decisions on what somebody else wrote. */
const decisions: readonly StepName[] = ['approve', 'send-back', 'grant-extension', 'deny-extension'];

/** Whether the official may decide on what waits: the centre only where nobody at the office may. */
function mayDecide(step: StepName, parties: readonly Party[], { id }: Actor, approval: Approval): boolean {
  if (!parties.includes('approver')) return approval.persons.length === 0;
  return step === 'send-back' || (id !== approval.writer && id !== approval.before);
}

/** The steps for the page: what one form does in one go is named once; what the official has no right for is left out. */
function stepsFor(
  report: Pick<ReportView, 'state' | 'shown' | 'listening' | 'privacy' | 'language' | 'attachments' | 'events' | 'pausedSince'>,
  parties: readonly Party[],
  actor: Actor,
  { approval, now }: { readonly approval: Approval | null; readonly now: Temporal.Instant },
): readonly StepName[] {
  // Whoever was asked for more has so many days to answer.
  const silent = report.pausedSince !== null && report.pausedSince.until(now).total('hours') / 24 >= daysUntilClosed;
  const possible = stepsFrom(report.state, parties).filter((step) => {
    if (rightFor(step, actor, parties) === null && step !== 'listen') return false;
    if (decisions.includes(step) && approval !== null) return mayDecide(step, parties, actor, approval);
    if (pausedStates.includes(report.state) && transition(step).to === 'closed') return silent;
    if (step === 'listen') return report.listening;
    if (step === 'show') return report.privacy === 'public';
    if (step === 'unshow') return report.privacy === 'public';
    // Whoever spoke, or wants to be helped in another language, hears the answer; the others read it.
    if (step === 'speak')
      return report.language !== 'vi' || report.attachments.some(({ role, kind }) => role === 'sent' && kind === 'audio');
    // Brought by whoever goes there, on the page of visits.
    if (step === 'bring') return false;
    return true;
  });
  // What has come in is received, classified and handed by one form.
  const centre = possible.includes('receive') || possible.includes('classify');
  const named = centre && !possible.includes('hand') ? (['hand', ...possible] as const) : possible;
  const waits = waitsForVoice(report);
  const order = (step: StepName) => (step === 'speak' && waits ? -1 : likely.includes(step) ? likely.indexOf(step) : likely.length);
  return [...new Set(named)].sort((a, b) => order(a) - order(b));
}

/**
 * Gathers the page of a report for an official; null for an unknown code and for what lies outside of the official's reach. With `reveal` the
 * receiving centre sees who sent it, and the trail says so.
 */
export async function gatherCase(
  context: Context,
  actor: Actor,
  code: string,
  ask: { readonly lang: Lang; readonly reveal: boolean },
): Promise<Case | null> {
  const { db, clock, config } = context;
  const { lang } = ask;
  const today = clock.today().toString();
  const desk = await openDesk(context, actor);
  const who = { actor, ticket: null };
  const found = await db.transaction(
    async (tx) => {
      const report = await reportByCode(tx, code);
      if (!report || !sees(desk, report)) return null;
      const parties = await partiesOf(tx, context, who, report);
      const approval = await approvalOf(tx, report.id, today);
      return { report, parties, approval, alike: desk.centre ? await alikeTo(tx, report) : [] };
    },
    { state: await deskState(context, actor, reportsRights.see), readOnly: true },
  );
  if (!found) return null;
  const { report, parties, approval, alike } = found;
  const steps = stepsFor(report, parties, actor, { approval, now: clock.now() });
  const reporter = await reporterFor(context, actor, report, desk, ask.reveal);
  const [calendar, questions, names, choices, map] = await Promise.all([
    readCalendar(db, config.TIME_ZONE),
    questionsFor(db, report.categoryCode, report.sentAt.toZonedDateTimeISO(config.TIME_ZONE).toPlainDate().toString()),
    namesFor(db, context, [report], {
      on: today,
      lang,
      more: [
        ...report.events.map((event) => event.actorId),
        ...report.parts.map((part) => part.assigneeId),
        report.content?.summaryBy ?? null,
        ...(approval?.persons ?? []),
      ].filter((id) => id !== null),
    }),
    choicesFor(context, actor, { report, desk, steps, lang, today }),
    mapFor(context, report, today),
  ]);
  const offered = { ...choices, alike };
  return { report, desk, parties, steps, approval, questions, reporter, names, choices: offered, calendar, now: clock.now(), map };
}

async function reporterFor(context: Context, actor: Actor, report: ReportView, desk: Desk, reveal: boolean): Promise<Case['reporter']> {
  if (!desk.centre) return { state: 'not-yours' };
  if (!reveal) return { state: 'hidden' };
  return context.db.transaction(
    async (tx) => {
      const reporter = await reporterOf(tx, context, report.id);
      await record(tx, actor, {
        action: 'reports.see-sender',
        subject: { kind: 'reports.report', id: report.id },
        fields: ['name', 'phone'],
        places: [report.unitId],
        ...(reporter?.personId ? { persons: [reporter.personId] } : {}),
        right: reportsRights.intake,
      });
      return { state: 'shown', reporter } as const;
    },
    { state: await deskState(context, actor, reportsRights.intake) },
  );
}

async function choicesFor(
  context: Context,
  actor: Actor,
  ask: {
    readonly report: ReportView;
    readonly desk: Desk;
    readonly steps: readonly StepName[];
    readonly lang: Lang;
    readonly today: string;
  },
): Promise<Omit<StepChoices, 'alike'>> {
  const { db } = context;
  const { report, desk, steps, lang, today } = ask;
  const sorts = steps.includes('hand') || steps.includes('classify');
  const kinds = new Set<ReasonKind>(steps.map((step) => transition(step).reasons).filter((kind) => kind !== undefined));
  if (steps.includes('answer')) kinds.add('cannot');
  const [categories, units, offices, suggested, templates, people, reasons] = await Promise.all([
    sorts ? categoriesOn(db, today) : [],
    sorts ? unitOptions(db, desk, today, lang) : [],
    sorts || steps.includes('ask-part') ? officeOptions(db, today) : [],
    sorts ? suggestOffice(db, { categoryCode: report.categoryCode, unitId: report.unitId, on: today }) : null,
    steps.includes('answer') ? templatesFor(db, { categoryCode: report.categoryCode, organisations: desk.handles, on: today }) : [],
    steps.includes('assign') && report.organisationId !== null
      ? peopleOptions(context, actor, { offices: [report.organisationId], on: today, lang })
      : [],
    Promise.all([...kinds].map(async (kind) => [kind, await reasonsOn(db, kind, today)] as const)),
  ]);
  return {
    categories: categoryOptions(categories, lang, { leaves: true }),
    units,
    offices,
    suggested: suggested?.organisationId ?? null,
    people,
    reasons: Object.fromEntries(reasons),
    templates,
  };
}

/** Open reports of the same category and unit that came within sixty days of this one. */
async function alikeTo(tx: Tx, report: ReportView): Promise<readonly AlikeReport[]> {
  const found =
    await sql<AlikeReport>`select report.id, report.code, report.sent_at as "sentAt", left(coalesce(nullif(content.words, ''), content.summary, ''), 120) as words
    from reports.report left join reports.content on content.report_id = report.id
    where report.unit_id = ${report.unitId}::uuid and report.category_code = ${report.categoryCode} and report.id <> ${report.id}::uuid and report.closed_at is null
      and report.sent_at between ${report.sentAt.subtract({ hours: 60 * 24 }).toString()}::timestamptz and ${report.sentAt.add({ hours: 60 * 24 }).toString()}::timestamptz
    order by report.sent_at desc limit 5`.execute(tx.rows<unknown>());
  return found.rows;
}

async function mapFor({ db }: Context, report: ReportView, today: string): Promise<Case['map']> {
  const above = await ancestorsOf(db, report.unitId, today);
  const way = [...above.map((unit) => unit.id), report.unitId];
  const root = way[0];
  if (root === undefined) return { units: [], highlighted: undefined };
  return { units: await childrenOf(db, root, today), highlighted: way[1] };
}
