/** Lets an invented report live through its steps up to now, by the same table and rules as a real one. */
import type { JsonObject } from '../../platform/db/index.ts';
import { fixedId } from '../../platform/ids/index.ts';
import { anonymous } from '../../platform/session/index.ts';
import { codeFrom } from '../code.ts';
import { addWorkingMinutes } from '../core/deadlines.ts';
import { begun, type Deadline } from '../core/deadlines-store.ts';
import { coarse } from '../core/place.ts';
import { make, type PartChange } from '../core/steps/effects.ts';
import type { Ground, PastEvent, ReportRow } from '../core/steps/ground.ts';
import type { Audience } from '../core/types.ts';
import { type ReportState, type StepName, transition } from '../model.ts';
import type { ToldReport, ToldStep } from './files.ts';
import type { DemonstrationGround } from './ground.ts';

export interface LivedEvent {
  readonly id: string;
  readonly ordinal: number;
  readonly at: string;
  readonly step: StepName;
  readonly from: ReportState | null;
  readonly to: ReportState;
  readonly actorKind: 'sender' | 'official' | 'listener' | 'system';
  readonly actorId: string | null;
  readonly organisationId: string | null;
  readonly reason: string | null;
  readonly facts: JsonObject;
  readonly words: Readonly<Partial<Record<Audience, string>>>;
}

export interface LivedPart extends PartChange {
  readonly assigneeId: string | null;
  readonly askedAt: string;
  readonly doneAt: string | null;
}

export interface Lived {
  readonly told: ToldReport;
  readonly report: ReportRow;
  readonly sentAt: Temporal.Instant;
  readonly summary: string | null;
  readonly events: readonly LivedEvent[];
  readonly parts: readonly LivedPart[];
  readonly deadlines: readonly Deadline[];
  /** Offices that have or had a part in it. */
  readonly organisations: readonly string[];
  readonly face: { readonly words: string; readonly lat: number | null; readonly lon: number | null; readonly shownAt: string } | null;
}

export const reportId = (key: string): string => fixedId(`demonstration-report:${key}`);

const LISTENED_AFTER = 25;
const SHOWN_AFTER = 12;
const senderSteps: readonly StepName[] = ['rate', 'reopen', 'give-more', 'withdraw'];

/** Eleven digits that belong to a key, and their check digit. */
function codeOf(key: string): string {
  const digits = BigInt(`0x${reportId(key).replaceAll('-', '').slice(-16)}`) % 100_000_000_000n;
  return codeFrom(String(digits).padStart(11, '0'));
}

/** The moment at which it was sent; what would lie ahead was sent a day before. */
function sentAt({ daysAgo, time }: ToldReport, now: Temporal.Instant, timeZone: string): Temporal.Instant {
  const today = now.toZonedDateTimeISO(timeZone).toPlainDate();
  const at = (days: number) => today.subtract({ days }).toZonedDateTime({ timeZone, plainTime: time }).toInstant();
  const first = at(daysAgo);
  return Temporal.Instant.compare(first, now) < 0 ? first : at(daysAgo + 1);
}

function firstRow(told: ToldReport, unitId: string, ground: DemonstrationGround): ReportRow {
  const category = ground.category(told.category);
  return {
    id: reportId(told.key),
    code: codeOf(told.key),
    kind: category.kind,
    categoryCode: category.code,
    unitId,
    language: told.language,
    state: 'sent',
    urgency: category.urgency,
    privacy: told.isPrivate || category.privacy === 'private' ? 'private' : 'public',
    shown: false,
    listening: told.words === '',
    organisationId: null,
    assigneeId: null,
    returns: 0,
    reopens: 0,
    rounds: 0,
    masterId: null,
    revision: 1,
    dueAt: null,
    pausedSince: null,
    receivedAt: null,
    handedAt: null,
    answeredAt: null,
    closedAt: null,
    satisfied: null,
  };
}

/** The steps as told, with those that follow from how it was spoken and whether it is shown. */
function stepsOf(told: ToldReport, isPublic: boolean): readonly ToldStep[] {
  const plain = { reason: null, toOffice: '', everybody: '', sender: '', officials: '', satisfied: null, amount: null, master: null };
  const listen: ToldStep[] = told.words === '' && told.summary !== '' ? [{ ...plain, step: 'listen', minutes: LISTENED_AFTER }] : [];
  const show: ToldStep[] = told.show && isPublic ? [{ ...plain, step: 'show', minutes: SHOWN_AFTER }] : [];
  const received = told.steps.findIndex(({ step }) => step === 'receive') + 1;
  return [...listen, ...told.steps.slice(0, received), ...show, ...told.steps.slice(received)];
}

/** Lives it up to `now`: steps that would lie ahead have not been taken. Throws where a step is not possible in the state that it comes to. */
export function live(told: ToldReport, ground: DemonstrationGround, now: Temporal.Instant): Lived {
  const { calendar } = ground;
  const unitId = told.villageId ?? ground.root;
  const sent = sentAt(told, now, calendar.timeZone);
  let report = firstRow(told, unitId, ground);
  let deadlines: readonly Deadline[] = [begun('receive', 1, ground.rule('receive', report.categoryCode, report.urgency), sent, calendar)];
  report = { ...report, dueAt: deadlines[0]?.dueAt ?? null };
  const parts = new Map<string, LivedPart>();
  const organisations = new Set<string>();
  const last: Partial<Record<keyof Ground['last'], PastEvent>> = {};
  const offices = ground.offices(report.categoryCode, unitId);
  const eventId = (ordinal: number): string => fixedId(`demonstration-report-event:${told.key}/${ordinal}`);
  const events: LivedEvent[] = [
    {
      id: eventId(1),
      ordinal: 1,
      at: sent.toString(),
      step: 'send',
      from: null,
      to: 'sent',
      actorKind: told.helperId === null ? 'sender' : 'official',
      actorId: told.helperId,
      organisationId: null,
      reason: null,
      facts: {},
      words: {},
    },
  ];
  let summary: string | null = null;
  let face: Lived['face'] = null;
  let at = sent;
  let draft = '';

  for (const step of stepsOf(told, report.privacy === 'public')) {
    at = addWorkingMinutes(at, step.minutes, calendar);
    if (Temporal.Instant.compare(at, now) >= 0) break;
    const { step: name } = step;
    const { from } = transition(name);
    if (!from.includes(report.state)) throw new Error(`steps.csv, ${told.key}: ${name} is not possible in the state ${report.state}`);
    const target = name === 'hand' ? (step.toOffice === 'other' ? offices[1] : offices[0]) : null;
    const approving = name === 'approve' || name.endsWith('-extension');
    const bySender = senderSteps.includes(name);
    const byCentre = !bySender && (report.organisationId === null || name === 'show' || name === 'close');
    const actorId =
      bySender || name === 'close'
        ? null
        : name === 'show'
          ? ground.publisher
          : byCentre
            ? ground.centre
            : ground.official(report.organisationId, approving && name !== 'ask-extension' ? 'leader' : 'handler');
    const made = make({
      ground: { report, content: null, ordinal: events.length, last, parts: [...parts.values()] },
      input: {
        reportId: report.id,
        step: name,
        revision: report.revision,
        ...(step.satisfied === null ? {} : { satisfied: step.satisfied }),
        ...(step.master === null ? {} : { masterId: reportId(step.master) }),
      },
      given: {
        reason: step.reason,
        words: {},
        category: null,
        unitId: null,
        organisationId: target,
        parts: [],
        assigneeId: null,
        amount: step.amount,
        summary: null,
        templateId: null,
        face: null,
        uploads: [],
      },
      actor: { ...anonymous, id: actorId },
      partner: null,
      now: at,
      nextId: () => fixedId(`demonstration-report-part:${told.key}/${parts.size}`),
      deadlines,
      answerRule: transition(name).effects.includes('start-answer-time')
        ? ground.rule('answer', report.categoryCode, report.urgency)
        : null,
      rules: new Map(),
      calendar,
    });
    const before = report;
    report = made.report;
    const changed = new Set(made.deadlines.map((one) => `${one.step} ${one.round}`));
    deadlines = [...deadlines.filter((one) => !changed.has(`${one.step} ${one.round}`)), ...made.deadlines];
    for (const part of made.parts) {
      const known = parts.get(part.id);
      const ended = part.state === 'done' || part.state === 'returned' || part.state === 'withdrawn';
      parts.set(part.id, {
        ...part,
        assigneeId: report.assigneeId,
        askedAt: known?.askedAt ?? at.toString(),
        doneAt: ended ? at.toString() : null,
      });
    }
    if (target !== null) organisations.add(target);
    if (name === 'listen') summary = told.summary;
    if (name === 'answer') draft = step.everybody;
    if (name === 'show') face = faceOf(told, at);
    const event: LivedEvent = {
      id: eventId(events.length + 1),
      ordinal: events.length + 1,
      at: at.toString(),
      step: name,
      from: before.state,
      to: report.state,
      actorKind: bySender ? 'sender' : name === 'close' ? 'system' : name === 'listen' ? 'listener' : 'official',
      actorId,
      organisationId: target ?? (byCentre || bySender ? null : before.organisationId),
      reason: step.reason,
      facts: {
        ...(step.satisfied === null ? {} : { satisfied: step.satisfied }),
        ...(step.amount === null ? {} : { amount: step.amount }),
        ...(name === 'classify' ? { category: report.categoryCode } : {}),
      },
      words: wordsOf(step, draft),
    };
    events.push(event);
    if (name !== 'note' && name !== 'show') last.change = pastOf(event);
    if (name === 'answer' || name === 'approve' || name === 'ask-extension' || name === 'ask-more') last[name] = pastOf(event);
  }
  return { told, report, sentAt: sent, summary, events, parts: [...parts.values()], deadlines, organisations: [...organisations], face };
}

const pastOf = ({ id, actorId, actorKind, from, at, facts }: LivedEvent): PastEvent => ({ id, actor: actorId, actorKind, from, at, facts });

/** A drafted answer is among officials until it is approved. */
function wordsOf({ step, everybody, sender, officials }: ToldStep, draft: string): LivedEvent['words'] {
  if (step === 'answer') return { officials: everybody };
  if (step === 'approve') return { everybody: draft };
  return { ...(sender === '' ? {} : { sender }), ...(officials === '' ? {} : { officials }) };
}

function faceOf(told: ToldReport, at: Temporal.Instant): Lived['face'] {
  const { lat, lon } = told;
  const point = lat === null || lon === null ? null : told.show === 'coarse' || told.atHome ? coarse({ lat, lon }) : { lat, lon };
  return { words: told.words || told.summary, lat: point?.lat ?? null, lon: point?.lon ?? null, shownAt: at.toString() };
}
