/** What a step can't do without: each demand of the table, checked against the record. Refusals are values with the field that is wrong. */
import { sql } from 'kysely';
import { openActors } from '../../../people/index.ts';
import { isDay } from '../../../platform/calendar/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../../platform/outcome/index.ts';
import type { Actor } from '../../../platform/session/index.ts';
import { isId } from '../../../territory/index.ts';
import { limits, reportsRights, type StepInput } from '../../contract.ts';
import { type Demand, daysUntilClosed, objecting, type Party, reopening, transition } from '../../model.ts';
import { approvalOf } from '../approvers.ts';
import { categoryOn } from '../categories.ts';
import { answersFor, officeOn } from '../parties.ts';
import type { Category } from '../types.ts';
import type { Given } from './given.ts';
import { type Ground, openParts } from './ground.ts';
import { isUnchanged, lettersOfSubstance } from './substance.ts';

export interface Asking {
  readonly tx: Tx;
  readonly context: Pick<Context, 'config' | 'db' | 'clock'>;
  readonly actor: Actor;
  readonly party: Party;
  readonly input: StepInput;
  readonly ground: Ground;
  readonly words: Given['words'];
  /** How many files show what was done. */
  readonly evidence: number;
  readonly files: number;
}

const today = ({ tx }: Asking): string => tx.clock.today().toString();
const no = (code: Refusal['code'], field?: string, more: Partial<Refusal> = {}): Outcome<never> =>
  refused({ code, ...(field === undefined ? {} : { field }), ...more });
const yes = accepted(null);

/** Days between an instant and now, as a number with parts. */
const daysSince = ({ tx }: Asking, at: Temporal.Instant | null): number =>
  at === null ? Number.POSITIVE_INFINITY : at.until(tx.clock.now()).total('hours') / 24;

/** The reason from the list of the step's kind, where one was chosen. */
export async function reasonOf(asking: Asking): Promise<Outcome<string | null>> {
  const { reasons, demands } = transition(asking.input.step);
  const { reason } = asking.input;
  if (!reasons || reason === undefined || reason === '')
    return demands.includes('reason') && asking.party !== 'system' ? no('reports.reason-missing', 'reason') : accepted(null);
  const found =
    await sql`select from reports.reason where code = ${reason} and kind = ${reasons} and valid @> ${today(asking)}::date`.execute(
      asking.tx.rows<unknown>(),
    );
  return found.rows.length > 0 ? accepted(reason) : no('reports.reason-unknown', 'reason');
}

/** The category that was chosen: of the day, and none that stands above others. */
export async function chosenCategory(asking: Asking): Promise<Outcome<Category | null>> {
  const { input } = asking;
  if (input.step !== 'classify') return accepted(null);
  if (!input.category) return no('reports.category-missing', 'category');
  const category = await categoryOn(asking.tx, input.category, today(asking));
  if (!category) return no('reports.category-unknown', 'category');
  return category.leaf ? accepted(category) : no('reports.category-not-final', 'category');
}

/** The unit that was corrected: one of the day; of a home the commune, because everybody reads it. */
export async function chosenUnit(asking: Asking): Promise<Outcome<string | null>> {
  const { input } = asking;
  if (input.step !== 'classify' || input.unitId === undefined) return accepted(null);
  if (!isId(input.unitId)) return no('reports.unit-gone', 'unitId');
  const found = await sql<{
    id: string;
  }>`select case when level_id = 'village' and ${asking.ground.content?.atHome ?? false} then parent_id else unit_id end as id
    from territory.units_on(${today(asking)}::date) where unit_id = ${input.unitId}::uuid`.execute(asking.tx.rows<unknown>());
  const [unit] = found.rows;
  return unit ? accepted(unit.id) : no('reports.unit-gone', 'unitId');
}

/** The offices that were chosen: each receives cases that day; the first one leads where the step hands the whole. */
export async function chosenOffices(asking: Asking): Promise<Outcome<{ organisationId: string | null; parts: readonly string[] }>> {
  const { tx, context, input, ground } = asking;
  if (!transition(input.step).demands.includes('organisation')) return accepted({ organisationId: null, parts: [] });
  if (!input.organisationId) return no('reports.office-missing', 'organisationId');
  const further = input.step === 'hand' ? [...new Set(input.parts ?? [])].filter((id) => id !== input.organisationId) : [];
  if (further.length > limits.parts) return no('reports.parts-too-many', 'parts', { params: { most: limits.parts } });
  for (const [index, id] of [input.organisationId, ...further].entries()) {
    const office = await officeOn(tx, context, id, today(asking));
    if (!office?.receivesCases) return no('reports.office-receives-none', index === 0 ? 'organisationId' : 'parts');
  }
  const there = openParts(ground.parts).some((part) => part.organisationId === input.organisationId);
  if (input.step === 'ask-part' && (there || ground.report.organisationId === input.organisationId))
    return no('reports.part-there', 'organisationId', { status: 409 });
  return accepted({ organisationId: input.organisationId, parts: further });
}

async function assignee(asking: Asking): Promise<Outcome<null>> {
  const { tx, context, input, ground } = asking;
  if (!input.assigneeId) return no('reports.assignee-missing', 'assigneeId');
  if (!isId(input.assigneeId)) return no('reports.assignee-unfit', 'assigneeId');
  const office = ground.report.organisationId === null ? null : await officeOn(tx, context, ground.report.organisationId, today(asking));
  const actor = await openActors(context.db, context.clock).byPerson(tx, input.assigneeId);
  return office && answersFor(actor, reportsRights.handle, office) ? yes : no('reports.assignee-unfit', 'assigneeId');
}

async function master(asking: Asking): Promise<Outcome<null>> {
  const { tx, input } = asking;
  if (!input.masterId) return no('reports.master-missing', 'masterId');
  if (input.masterId === input.reportId) return no('reports.master-itself', 'masterId');
  const found = await sql<{
    state: string;
    rounds: number;
  }>`select state, rounds from reports.report where id = ${input.masterId}::uuid`.execute(tx.rows<unknown>());
  const [row] = found.rows;
  if (!row) return no('reports.master-unknown', 'masterId');
  const over = row.state === 'merged' || row.state === 'not-accepted' || (row.state === 'closed' && row.rounds === 0);
  return over ? no('reports.master-over', 'masterId') : yes;
}

/**
 * Words that say something, and evidence, or why it can't be done, who decides and when. Answers of empty phrases don't count: 30 letters have to
 * be left without them.
 */
async function substance(asking: Asking): Promise<Outcome<null>> {
  const { tx, input, words, evidence } = asking;
  const phrases = await sql<{ phrase: string }>`select phrase from reports.empty_phrase where valid @> ${today(asking)}::date`.execute(
    tx.rows<unknown>(),
  );
  const letters = lettersOfSubstance(
    words.officials ?? '',
    phrases.rows.map((row) => row.phrase),
  );
  if (letters < limits.answerLetters) return no('reports.answer-empty', 'words', { params: { least: limits.answerLetters } });
  const { cannot } = input;
  if (cannot === undefined) return evidence > 0 ? yes : no('reports.answer-evidence', 'uploads');
  const known =
    await sql`select from reports.reason where code = ${cannot.reason} and kind = 'cannot' and valid @> ${today(asking)}::date`.execute(
      tx.rows<unknown>(),
    );
  if (known.rows.length === 0) return no('reports.cannot-reason', 'cannot.reason');
  if (cannot.whoDecides.trim() === '') return no('reports.cannot-who', 'cannot.whoDecides');
  if (!isDay(cannot.byDay) || cannot.byDay < today(asking)) return no('reports.cannot-day', 'cannot.byDay');
  return yes;
}

const needed = (text: string | undefined, code: Refusal['code'], field: string): Outcome<null> => (text ? yes : no(code, field));

/** The rest of the demands, by name. What the system does needs no words. */
const checks: Readonly<Record<Demand, (asking: Asking) => Outcome<null> | Promise<Outcome<null>>>> = {
  // Looked up before, because what was found is written.
  reason: () => yes,
  category: () => yes,
  organisation: () => yes,
  'words-to-sender': ({ words, party }) =>
    party === 'system' ? yes : needed(words.sender, 'reports.words-to-sender-missing', 'wordsToSender'),
  'words-to-officials': ({ words, party }) =>
    party === 'system' ? yes : needed(words.officials, 'reports.words-to-officials-missing', 'wordsToOfficials'),
  assignee,
  master,
  amount: ({ input: { amount } }) =>
    amount !== undefined && Number.isInteger(amount) && amount >= 1 && amount <= limits.extension
      ? yes
      : no('reports.amount-strange', 'amount', { params: { most: limits.extension } }),
  substance,
  'parts-done': ({ ground }) => {
    const left = openParts(ground.parts).filter((part) => !part.lead).length;
    return left === 0 ? yes : no('reports.parts-open', undefined, { status: 409, params: { left } });
  },
  'other-person': ({ ground, actor }) => {
    const before = ground.last[ground.report.state === 'extension-asked' ? 'ask-extension' : 'answer'];
    return before?.actor === actor.id ? no('reports.same-person', undefined, { status: 403 }) : yes;
  },
  'other-approver': ({ ground, actor }) =>
    ground.report.rounds > 0 && ground.last.approve?.actor === actor.id ? no('reports.same-approver', undefined, { status: 403 }) : yes,
  'nobody-else': async ({ tx, ground, party }) => {
    if (party !== 'centre') return yes;
    const approval = await approvalOf(tx, ground.report.id, tx.clock.today().toString());
    return approval?.persons.length === 0 ? yes : no('reports.office-approves', undefined, { status: 403 });
  },
  'asked-long-ago': (asking) => {
    const { report } = asking.ground;
    const over = report.pausedSince !== null && daysSince(asking, report.pausedSince) >= daysUntilClosed;
    return over ? yes : no('reports.still-asked', undefined, { status: 409, params: { days: daysUntilClosed } });
  },
  verdict: ({ input }) => (input.satisfied === undefined ? no('reports.verdict-missing', 'satisfied') : yes),
  'may-reopen': (asking) => {
    const { report } = asking.ground;
    if (report.reopens >= reopening.most)
      return no('reports.reopened-too-often', undefined, { status: 409, params: { most: reopening.most } });
    if (daysSince(asking, report.answeredAt) > reopening.days)
      return no('reports.reopen-too-late', undefined, { status: 409, params: { days: reopening.days } });
    return yes;
  },
  'time-over': (asking) => {
    const { report } = asking.ground;
    const over = report.satisfied === true || daysSince(asking, report.answeredAt) >= daysUntilClosed;
    return over ? yes : no('reports.close-too-early', undefined, { status: 409, params: { days: daysUntilClosed } });
  },
  summary: ({ input }) => {
    const text = (input.summary ?? '').trim();
    if (text === '') return no('reports.summary-missing', 'summary');
    return text.length > limits.words ? no('reports.words-long', 'summary', { params: { most: limits.words } }) : yes;
  },
  recording: ({ files }) => (files > 0 ? yes : no('reports.recording-missing', 'uploads')),
  more: ({ words, files }) => (words.sender || files > 0 ? yes : no('reports.more-missing', 'words')),
  'not-public': notPublic,
  face,
};

/** Each answer is to a decision of its own: where the sender has answered the last one, it is the publisher's turn. */
async function notPublic({ tx, input, ground }: Asking): Promise<Outcome<null>> {
  const found = await sql<{ last: string | null; count: number }>`select (array_agg(step order by ordinal desc))[1] as last,
      (count(*) filter (where step = 'object'))::integer as count
    from reports.event where report_id = ${input.reportId}::uuid and step in ('show', 'unshow', 'object')`.execute(tx.rows<unknown>());
  const { last = null, count = 0 } = found.rows[0] ?? {};
  // What is private is shown to nobody, whatever is said.
  if (ground.report.privacy === 'private' || last === null || last === 'show')
    return no('reports.nothing-to-object', undefined, { status: 409 });
  if (last === 'object') return no('reports.objected-already', undefined, { status: 409 });
  return count >= objecting.most ? no('reports.objected-too-often', undefined, { status: 409, params: { most: objecting.most } }) : yes;
}

async function face(asking: Asking): Promise<Outcome<null>> {
  const { input, ground, tx } = asking;
  if (ground.report.privacy === 'private') return no('reports.private-stays', undefined, { status: 409 });
  const shown = input.face;
  if (!shown || shown.words.trim() === '') return no('reports.face-missing', 'face.words');
  if (shown.words.length > limits.words) return no('reports.words-long', 'face.words', { params: { most: limits.words } });
  if (shown.placeWords.length > limits.placeWords)
    return no('reports.words-long', 'face.placeWords', { params: { most: limits.placeWords } });
  if (!shown.attachments.every(isId)) return no('reports.attachment-unknown', 'face.attachments');
  const found = await sql<{ covered: boolean }>`select covers <> '[]'::jsonb and shown_hash is null as covered from reports.attachment
    where report_id = ${input.reportId}::uuid and id = any (${[...shown.attachments]}::uuid[])`.execute(tx.rows<unknown>());
  if (found.rows.length < new Set(shown.attachments).size) return no('reports.attachment-unknown', 'face.attachments');
  // A picture whose covered copy was removed with the page is not shown bare.
  return found.rows.some((row) => row.covered) ? no('reports.cover-again', 'face.attachments') : yes;
}

/** Checks every demand of the step in the order of the table; the first that isn't met is the refusal. */
export async function meetDemands(asking: Asking): Promise<Outcome<null>> {
  for (const demand of transition(asking.input.step).demands) {
    const met = await checks[demand](asking);
    if (!met.ok) return met;
  }
  return yes;
}

/** The template of the answer, where it was sent unchanged. */
export async function unchangedTemplate({ tx, input, words }: Asking): Promise<Outcome<string | null>> {
  if (input.templateId === undefined || input.step !== 'answer') return accepted(null);
  if (!isId(input.templateId)) return no('reports.template-unknown', 'templateId');
  const found = await sql<{ body: string }>`select body from reports.reply_template where id = ${input.templateId}::uuid`.execute(
    tx.rows<unknown>(),
  );
  const [row] = found.rows;
  if (!row) return no('reports.template-unknown', 'templateId');
  return accepted(isUnchanged(words.officials ?? '', row.body) ? input.templateId : null);
}
