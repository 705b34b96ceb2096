/** What leaves of a report for whom: its sender, or anybody who knows its code. Decided here alone. */
import type { Reason, ReportAttachment, ReportDeadline, ReportEvent, ReportFace, ReportView } from '../core/index.ts';
import { objecting, type ReportState, type StepName, stepsFrom } from '../model.ts';
import { openSteps } from '../told.ts';
import { type SpokenAnswer, spokenAnswer } from '../voice/spoken-answer.ts';

/** A step as citizens see it. */
export interface SeenStep {
  readonly step: StepName;
  readonly at: Temporal.Instant;
  /** Nobody looked: the system did it by its rules. */
  readonly automatic: boolean;
  readonly officeName: string | null;
  /** Words of the step, to the sender or to everybody. */
  readonly words: string | null;
  readonly reason: Reason | null;
  /** Photos and documents that came with it. */
  readonly files: readonly ReportAttachment[];
  readonly satisfied: boolean | null;
}

/** That a report is not shown, for its sender: the decision, and whether it can be answered (`open`), was answered (`given`), or no more (`over`). */
interface NotShown {
  readonly decision: SeenStep;
  readonly answer: 'open' | 'given' | 'over';
}

/** The answer of the report into which the sender's own was merged: its words to everybody, and nothing else of that report. */
interface JointAnswer {
  readonly code: string;
  readonly at: Temporal.Instant;
  readonly officeName: string | null;
  readonly words: string;
  /** Photos and documents of the answer that everybody sees. */
  readonly files: readonly ReportAttachment[];
}

/** A report as its sender, or anybody, sees it. */
export interface SeenReport {
  readonly mine: boolean;
  readonly view: Pick<
    ReportView,
    | 'id'
    | 'code'
    | 'kind'
    | 'categoryCode'
    | 'categoryNames'
    | 'unitId'
    | 'unitName'
    | 'state'
    | 'shown'
    | 'privacy'
    | 'listening'
    | 'language'
    | 'sentAt'
    | 'organisationName'
    | 'masterCode'
    | 'answeredAt'
    | 'satisfied'
    | 'followers'
    | 'reopens'
  >;
  /** What the sender wrote: only for the sender. */
  readonly content: ReportView['content'];
  /** What everybody sees; null while nobody looked at it. */
  readonly face: ReportFace | null;
  /** Photos and recordings of the sender: all for the sender, those shown for everybody. */
  readonly files: readonly ReportAttachment[];
  readonly steps: readonly SeenStep[];
  /** The last answer that stands; null for none, and for strangers where the report is not shown. */
  readonly answer: SeenStep | null;
  /** The same answer as somebody has spoken it: for the sender alone, like the recording that it answers. */
  readonly spoken: SpokenAnswer | null;
  /** What the sender was asked last, while the report waits for them. */
  readonly question: SeenStep | null;
  /** Why everybody can't see it, and what the sender can say to that; null where nobody decided so, and for all others. */
  readonly notShown: NotShown | null;
  /** Of a merged report: the answer that is the sender's too; null for none, and for all others. */
  readonly joint: JointAnswer | null;
  /** The time limit that runs or stands still now. */
  readonly deadline: ReportDeadline | null;
}

/** Steps that tell a citizen something; the desk's own are not among them. */
const told: ReadonlySet<StepName> = new Set<StepName>([
  ...openSteps,
  'listen',
  'follow-office',
  'move-deadline',
  'show',
  'unshow',
  'object',
]);
/** Steps whose words are between the sender and the office, whoever else may see the step. */
const fromSender: ReadonlySet<StepName> = new Set<StepName>(['give-more', 'reopen', 'rate', 'withdraw', 'object']);

/** Nothing is due any more, or for now. */
const nothingDue: readonly ReportState[] = ['answered', 'rated', 'closed', 'merged', 'not-accepted'];

/** What the publisher decided last, where that was not to show it. */
function notShownOf({ state, shown, privacy }: ReportView, steps: readonly SeenStep[]): NotShown | null {
  const decided = steps.filter(({ step }) => step === 'show' || step === 'unshow' || step === 'object');
  const decision = decided.findLast(({ step }) => step !== 'object');
  if (shown || privacy === 'private' || decision?.step !== 'unshow') return null;
  if (decided.at(-1)?.step === 'object') return { decision, answer: 'given' };
  const left = decided.filter(({ step }) => step === 'object').length < objecting.most;
  return { decision, answer: left && stepsFrom(state, ['sender']).includes('object') ? 'open' : 'over' };
}

/**
 * The one answer that every merged reporter gets: of the report into which theirs was merged, the words to everybody of the last approved answer, its
 * office and its day; files only where everybody sees them. Null while there is none.
 */
function jointAnswer({ code, shown, events, attachments }: ReportView): JointAnswer | null {
  const approved = events.findLast((event) => event.step === 'approve');
  const words = approved?.words.everybody;
  if (approved === undefined || words === undefined) return null;
  const files = attachments.filter(
    (file) => shown && file.eventId === approved.id && file.shownHash !== null && file.role !== 'sent' && file.role !== 'spoken-answer',
  );
  return { code, at: approved.at, officeName: approved.organisationName, words, files };
}

/**
 * What the sender (`mine`) or anybody else may see of a report that was read whole. Words among officials never leave; an answer and a
 * wish for more time only once somebody approved them; a stranger sees words and files only of a shown report, and only what was shown.
 * `master` is the report into which this one was merged, where it was; `masterShown` whether everybody sees that one: its code is named to
 * strangers only then.
 */
export function seenBy(view: ReportView, mine: boolean, master: ReportView | null = null, masterShown = false): SeenReport {
  // A recording of a judgement stays between the sender and the office, like its words.
  const visible = (file: ReportAttachment): boolean => mine || (view.shown && file.shownHash !== null && file.role !== 'judgement');
  const steps: SeenStep[] = [];
  let pending: ReportEvent | null = null;
  for (const event of view.events) {
    if (event.step === 'answer' || event.step === 'ask-extension') pending = event;
    if (!told.has(event.step)) continue;
    // What was approved is what was written before: its words stand with the approval.
    const source: ReportEvent = (event.step === 'approve' || event.step === 'grant-extension') && pending ? pending : event;
    const own = fromSender.has(event.step);
    const words = mine
      ? (event.words.everybody ?? source.words.everybody ?? event.words.sender ?? source.words.sender ?? null)
      : view.shown && !own
        ? (event.words.everybody ?? source.words.everybody ?? null)
        : null;
    steps.push({
      step: event.step,
      at: event.at,
      automatic: event.actorKind === 'system',
      officeName: event.organisationName ?? source.organisationName,
      words,
      reason: mine || event.step === 'not-accept' ? (source.reason ?? event.reason) : null,
      files: view.attachments.filter(
        (file) =>
          (file.eventId === source.id || file.eventId === event.id) &&
          file.role !== 'sent' &&
          file.role !== 'spoken-answer' &&
          visible(file),
      ),
      satisfied: typeof event.facts.satisfied === 'boolean' ? event.facts.satisfied : null,
    });
  }
  const answer = steps.findLast((one) => one.step === 'approve') ?? null;
  const open = view.deadlines.filter((one) => one.metAt === null);
  const { id, code, kind, categoryCode, categoryNames, unitId, unitName, state, shown, privacy, listening, language } = view;
  const { sentAt, organisationName, masterCode, answeredAt, satisfied, followers, reopens } = view;
  return {
    mine,
    view: {
      id,
      code,
      kind,
      categoryCode,
      categoryNames,
      unitId,
      unitName,
      state,
      shown,
      privacy,
      listening,
      language,
      sentAt,
      organisationName,
      masterCode: mine || masterShown ? masterCode : null,
      answeredAt,
      satisfied,
      followers,
      reopens,
    },
    content: mine ? view.content : null,
    face: view.shown ? view.face : null,
    files: view.attachments.filter((file) => file.role === 'sent' && visible(file)),
    steps,
    answer: answer === null || (!mine && !view.shown) ? null : answer,
    spoken: mine ? spokenAnswer(view) : null,
    question: mine && state === 'needs-more' ? (steps.findLast((one) => one.step === 'ask-more') ?? null) : null,
    notShown: mine ? notShownOf(view, steps) : null,
    joint: mine && master !== null && master.id === view.masterId ? jointAnswer(master) : null,
    deadline: nothingDue.includes(state) ? null : (open.findLast((one) => one.step === 'answer') ?? open[0] ?? null),
  };
}

/** The file in the store that this visitor gets for an attachment; null where it is not for them. */
export function fileFor(
  view: ReportView,
  mine: boolean,
  id: string,
): { readonly hash: string; readonly kind: ReportAttachment['kind'] } | null {
  const seen = seenBy(view, mine);
  const files = [...seen.files, ...seen.steps.flatMap((step) => step.files), ...(seen.spoken ? [seen.spoken.file] : [])];
  const file = files.find((one) => one.id === id);
  if (!file) return null;
  const hash = mine ? file.fileHash : file.shownHash;
  return hash === null ? null : { hash, kind: file.kind };
}
