/** The one engine that executes the table of model.ts: lock, decide, write, record, publish, in one transaction. */
import { sql } from 'kysely';
import { momentText } from '../../../platform/calendar/index.ts';
import type { JsonObject, Tx } from '../../../platform/db/index.ts';
import { stagedOf, takeUploads } from '../../../platform/files/uploads/index.ts';
import { type Context, nameActors } from '../../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../../platform/outcome/index.ts';
import { dutyState } from '../../../platform/session/index.ts';
import { isId } from '../../../territory/index.ts';
import { limits, type StepInput, uploadPurposes } from '../../contract.ts';
import { type Party, type ReportState, returnsUntilDecided, type StepName, transition } from '../../model.ts';
import { workingCalendar } from '../calendar.ts';
import { type Deadline, deadlinesOf, type Rule, ruleById, ruleFor } from '../deadlines-store.ts';
import { armed, escalationLevels } from '../levels.ts';
import { texts } from '../messages.gen.ts';
import { partiesOf, partnerOf } from '../parties.ts';
import { underState } from '../state.ts';
import type { Who } from '../types.ts';
import { type Beyond, followVisits, lookBeyond } from './beyond.ts';
import { type Asking, chosenCategory, chosenOffices, chosenUnit, meetDemands, reasonOf, unchangedTemplate } from './demands.ts';
import { keyOf, type Made, make } from './effects.ts';
import { type Given, roleOf, wordsOf } from './given.ts';
import { contentOf, type Ground, lockGround, openParts } from './ground.ts';
import { writeStep } from './write.ts';

type StepContext = Pick<Context, 'config' | 'db' | 'clock' | 'modules'>;

const unknown = refused({ code: 'http.not-found', status: 404 });

/** Steps that decide on nothing that the actor saw: what another did meanwhile does not stand against them. */
const undecided: readonly StepName[] = ['note', 'listen', 'finish-part', 'return-part', 'show', 'unshow', 'close', 'bring'];

async function changedMeanwhile({ db, modules, config }: StepContext, ground: Ground): Promise<Outcome<never>> {
  const { change } = ground.last;
  const who = change?.actor ? ((await nameActors({ db, modules }, [change.actor])).get(change.actor) ?? '') : '';
  return refused({
    code: 'reports.changed-meanwhile',
    status: 409,
    params: { who, by: change?.actorKind ?? 'system', when: change ? momentText(Temporal.Instant.from(change.at), config.TIME_ZONE) : '' },
  });
}

/** Whether an office of the actor's had it in hand when they saw it: then they are told who took it away. */
async function wasTheirs(tx: Tx, context: StepContext, { actor }: Who, { revision }: StepInput, ground: Ground): Promise<boolean> {
  if (revision === null || revision === ground.report.revision) return false;
  return (await partnerOf(tx, context, actor, ground.content?.organisations ?? [], tx.clock.today().toString())) !== null;
}

/** Which of the actor's parties takes the step; the refusal where none may, or not now. */
async function admit(tx: Tx, context: StepContext, who: Who, input: StepInput, ground: Ground): Promise<Outcome<Party>> {
  // Whoever sees the content is no stranger: only the parties of this step matter then.
  const asked = ground.content !== null && who.actor.kind === 'person' ? transition(input.step).by : undefined;
  const parties = await partiesOf(tx, context, who, ground.report, asked);
  const seen = ground.content !== null || parties.includes('helper');
  if (!seen || (parties.length === 0 && who.actor.kind === 'anonymous')) return unknown;
  const { by, from } = transition(input.step);
  const party = by.find((one) => parties.includes(one));
  if (party === undefined)
    return (await wasTheirs(tx, context, who, input, ground))
      ? changedMeanwhile(context, ground)
      : refused({ code: 'reports.step-not-yours', status: 403 });
  const decides = party !== 'sender' && party !== 'system' && !undecided.includes(input.step);
  if (decides && input.revision !== ground.report.revision) return changedMeanwhile(context, ground);
  if (!from.includes(ground.report.state))
    return refused({ code: 'reports.step-not-now', status: 409, params: { state: ground.report.state } });
  if (input.step === 'return' && ground.report.returns >= returnsUntilDecided)
    return refused({ code: 'reports.centre-decided', status: 409, params: { returns: ground.report.returns } });
  return accepted(party);
}

/** What shows that something was done: the state after it, or a paper. A picture of before, or the answer as it is spoken, shows nothing. */
const proves = (role: string): boolean => role === 'after' || role === 'document';

/** Files of this report that officials brought earlier in the same round, and that go out with the answer. */
async function earlierFiles(tx: Tx, input: StepInput): Promise<readonly { readonly id: string; readonly role: string }[]> {
  if (input.step !== 'answer' || !input.evidence || input.evidence.length === 0) return [];
  const found = await sql<{
    id: string;
    role: string;
  }>`select a.id, a.role from reports.attachment a join reports.event e on e.id = a.event_id
    where a.report_id = ${input.reportId}::uuid and a.id = any (${input.evidence.filter(isId)}::uuid[]) and a.role in ('before', 'after', 'document', 'spoken-answer')
      and e.step in ('answer', 'finish-part', 'note', 'take')
      and e.ordinal > coalesce((select max(approved.ordinal) from reports.event approved where approved.report_id = a.report_id and approved.step = 'approve'), 0)`.execute(
    tx.rows<unknown>(),
  );
  return found.rows;
}

interface Found {
  readonly given: Omit<Given, 'uploads'>;
  readonly evidence: readonly string[];
}

async function find(asking: Omit<Asking, 'evidence'>, roles: ReadonlyMap<string, string>): Promise<Outcome<Found>> {
  const { tx, input } = asking;
  const earlier = await earlierFiles(tx, input);
  const whole = { ...asking, evidence: [...roles.values(), ...earlier.map(({ role }) => role)].filter(proves).length };
  const reason = await reasonOf(whole);
  if (!reason.ok) return reason;
  const category = await chosenCategory(whole);
  if (!category.ok) return category;
  const unit = await chosenUnit(whole);
  if (!unit.ok) return unit;
  const offices = await chosenOffices(whole);
  if (!offices.ok) return offices;
  const met = await meetDemands(whole);
  if (!met.ok) return met;
  const template = await unchangedTemplate(whole);
  if (!template.ok) return template;
  return accepted({
    given: {
      reason: reason.value,
      words: withCannot(input, asking.words),
      category: category.value,
      unitId: unit.value,
      ...offices.value,
      assigneeId: input.assigneeId ?? null,
      amount: input.amount ?? null,
      summary: input.step === 'listen' ? (input.summary ?? '').normalize('NFC').trim() : null,
      templateId: template.value,
      face: input.step === 'show' ? (input.face ?? null) : null,
    },
    evidence: earlier.map(({ id }) => id),
  });
}

/** Who decides and when belongs to the words of the answer: the record of facts holds no names. Answers are in Vietnamese. */
function withCannot({ step, cannot }: StepInput, words: Given['words']): Given['words'] {
  if (step !== 'answer' || cannot === undefined || words.officials === undefined) return words;
  const line = texts.vi.cannot_line({ who: cannot.whoDecides.normalize('NFC').trim(), day: cannot.byDay });
  return { ...words, officials: `${words.officials}\n\n${line}` };
}

function factsOf(input: StepInput, given: Given, made: Made, ground: Ground, evidence: number, beyond: Beyond): JsonObject {
  const { report } = made;
  return {
    ...beyond.facts,
    ...(report.categoryCode === ground.report.categoryCode
      ? {}
      : { category: { from: ground.report.categoryCode, to: report.categoryCode } }),
    ...(report.urgency === ground.report.urgency ? {} : { urgency: { from: ground.report.urgency, to: report.urgency } }),
    ...(report.unitId === ground.report.unitId ? {} : { unit: { from: ground.report.unitId, to: report.unitId } }),
    ...(report.masterId === null ? {} : { master: report.masterId }),
    ...(String(report.dueAt) === String(ground.report.dueAt) ? {} : { due: report.dueAt?.toString() ?? null }),
    ...(input.step === 'ask-extension' ? { amount: given.amount } : {}),
    ...(input.step === 'assign' ? { assignee: given.assigneeId } : {}),
    ...(input.step === 'rate' ? { satisfied: input.satisfied } : {}),
    ...(given.parts.length > 0 ? { parts: given.parts } : {}),
    ...(input.step === 'answer' ? { template: given.templateId !== null, evidence } : {}),
    ...(input.step === 'answer' && input.cannot ? { cannot: { reason: input.cannot.reason, byDay: input.cannot.byDay } } : {}),
  };
}

/** The rules that hold once a report is classified anew, each as of the day on which its time began. */
async function rulesAfter(
  tx: Tx,
  input: StepInput,
  given: Omit<Given, 'uploads'>,
  ground: Ground,
  deadlines: readonly Deadline[],
  timeZone: string,
) {
  const rules = new Map<string, { before: Rule; rule: Rule }>();
  const { category } = given;
  if (!category) return rules;
  const urgency = input.urgency ?? (category.code === ground.report.categoryCode ? ground.report.urgency : category.urgency);
  if (category.code === ground.report.categoryCode && urgency === ground.report.urgency) return rules;
  for (const one of deadlines.filter((open) => open.metAt === null)) {
    const on = one.beganAt.toZonedDateTimeISO(timeZone).toPlainDate().toString();
    const rule = await ruleFor(tx, { step: one.step, categoryCode: category.code, urgency, on });
    rules.set(keyOf(one), { before: await ruleById(tx, one.ruleId), rule });
  }
  return rules;
}

/**
 * Takes a step in the life of a report, in the caller's transaction: under `rowState(actor, <right of the party>)` for officials, `ownState` or
 * `dutyState('identity')` for the sender, `rowState(system, …)` for the system. Refusals: `http.not-found` (unknown, or nothing of it is open to
 * the actor), `reports.step-not-yours` (403), `reports.changed-meanwhile` (409, with who and when), `reports.step-not-now` (409), and one for each
 * demand, with the field. A refusal has changed nothing.
 */
export async function takeStep(
  tx: Tx,
  context: StepContext,
  who: Who,
  input: StepInput,
): Promise<Outcome<{ state: ReportState; revision: number }>> {
  if (!isId(input.reportId) || (input.masterId !== undefined && !isId(input.masterId))) return unknown;
  const locked = await lockGround(tx, input.reportId, input.step === 'merge' ? (input.masterId ?? null) : null);
  if (!locked) return unknown;
  const admitted = await admit(tx, context, who, input, locked);
  if (!admitted.ok) return admitted;
  const party = admitted.value;
  // Whoever helped a neighbour does not see the words; what is written has to reach the same offices all the same.
  const ground: Ground =
    locked.content === null
      ? { ...locked, content: await underState(tx, dutyState('identity'), () => contentOf(tx, input.reportId)) }
      : locked;
  const { actor, ticket } = who;
  const words = wordsOf(input, party);
  if (!words.ok) return words;

  const today = tx.clock.today().toString();
  const partners = openParts(ground.parts).flatMap((part) => (part.lead ? [] : [part.organisationId]));
  const own = input.organisationId === undefined ? partners : partners.filter((id) => id === input.organisationId);
  const partner = party === 'partner' ? await partnerOf(tx, context, actor, own, today) : null;
  if ((input.step === 'finish-part' || input.step === 'return-part') && partner === null)
    return refused({ code: 'reports.part-over', status: 409 });

  const uploads = input.uploads ?? [];
  if (uploads.length > limits.stepFiles)
    return refused({ code: 'reports.files-too-many', field: 'uploads', params: { most: limits.stepFiles } });
  const roles = new Map(uploads.map((one) => [one.id, roleOf(input, party, one.role)]));
  const owners = [actor.id, ticket].filter((owner) => owner !== null);
  const staged = uploads.length === 0 ? [] : await stagedOf(tx, owners, [...roles.keys()]);
  const wrong = staged.find((one) => roles.get(one.id) === 'spoken-answer' && one.kind !== 'audio' && one.kind !== 'video');
  if (wrong) return refused({ code: 'reports.spoken-not-sound', field: 'uploads', params: { name: wrong.name } });

  const asking = { tx, context, actor, party, input, ground, words: words.value, files: roles.size };
  const found = await find(asking, roles);
  if (!found.ok) return found;
  const purpose = party === 'sender' ? uploadPurposes.sent : uploadPurposes.step;
  const [calendar, deadlines] = await Promise.all([workingCalendar(tx, context), deadlinesOf(tx, input.reportId)]);
  const beyond = await lookBeyond(tx, { context, step: input.step, ground, deadlines, calendar });
  if (!beyond.ok) return beyond;
  const taken = roles.size === 0 ? accepted([]) : await takeUploads(tx, owners, [...roles.keys()], purpose);
  if (!taken.ok) return taken;
  const given: Given = {
    ...found.value.given,
    uploads: taken.value.map((upload) => ({ upload, role: roles.get(upload.id) ?? 'document' })),
  };

  const now = tx.clock.now();
  const timeZone = context.config.TIME_ZONE;
  const { effects } = transition(input.step);
  const { report } = ground;
  const begins = effects.includes('start-answer-time')
    ? await ruleFor(tx, { step: 'answer', categoryCode: report.categoryCode, urgency: report.urgency, on: today })
    : null;
  const rules = await rulesAfter(tx, input, given, ground, deadlines, timeZone);
  const nextId = () => tx.ids.next();
  const made = make({ ground, input, given, actor, partner, now, nextId, deadlines, answerRule: begins, rules, calendar });
  const levels = made.deadlines.length === 0 ? [] : await escalationLevels(tx, context);
  const event = nextId();
  // The answer is the office's, whoever approved it.
  const instead = party === 'centre' && transition(input.step).demands.includes('nobody-else');
  await writeStep({
    tx,
    actor,
    party,
    step: input.step,
    ground,
    made: { ...made, deadlines: [...made.deadlines.map((one) => armed(one, levels, now, calendar)), ...beyond.value.deadlines] },
    given,
    event,
    organisationId:
      given.organisationId ?? partner ?? (party === 'office' || party === 'approver' || instead ? report.organisationId : null),
    facts: {
      ...factsOf(input, given, made, ground, found.value.evidence.length + given.uploads.length, beyond.value),
      ...(instead ? { instead } : {}),
    },
    evidence: found.value.evidence,
    reminding: beyond.value.reminding,
    filesOf: beyond.value.filesOf,
  });
  await followVisits(tx, { step: input.step, ground, event, actorId: actor.id });
  return accepted({ state: made.report.state, revision: made.report.revision });
}
