/** What a step makes of a report: the row, its offices and its deadlines, out of what was found. Nothing is written here. */
import type { WorkingCalendar } from '../../../platform/calendar/working-day.ts';
import type { Actor } from '../../../platform/session/index.ts';
import type { StepInput } from '../../contract.ts';
import { pausedStates, type ReportState, type StepName, transition } from '../../model.ts';
import { begun, type Deadline, extended, met, nextDue, paused, type Rule, ruled, running } from '../deadlines-store.ts';
import type { Given } from './given.ts';
import { type Ground, openParts, type Part, type ReportRow } from './ground.ts';

export interface PartChange {
  readonly id: string;
  readonly organisationId: string;
  readonly lead: boolean;
  readonly state: Part['state'];
  readonly fresh: boolean;
}

export interface Made {
  readonly report: ReportRow;
  readonly parts: readonly PartChange[];
  /** Deadlines that changed. */
  readonly deadlines: readonly Deadline[];
}

export interface Making {
  readonly ground: Ground;
  readonly input: StepInput;
  readonly given: Given;
  readonly actor: Actor;
  /** The office that took the step, where it has a part beside the one that leads. */
  readonly partner: string | null;
  readonly now: Temporal.Instant;
  readonly nextId: () => string;
  readonly deadlines: readonly Deadline[];
  /** The rule by which the time to answer begins, where it begins. */
  readonly answerRule: Rule | null;
  /** For deadlines whose rule changes, by step and round: the one until now, and the one from its beginning. */
  readonly rules: ReadonlyMap<string, { readonly before: Rule; readonly rule: Rule }>;
  readonly calendar: WorkingCalendar;
}

/** The state after the step. */
function stateAfter(input: StepInput, ground: Ground): ReportState {
  const { to } = transition(input.step);
  if (to === 'same') return ground.report.state;
  return to === 'before' ? (ground.last['ask-more']?.from ?? 'received') : to;
}

/** How a deadline is named among those of its report. */
export const keyOf = (one: Deadline): string => `${one.step}/${one.round}`;

function deadlinesAfter(
  { ground, input, given, now, deadlines, answerRule, rules, calendar }: Making,
  state: ReportState,
): readonly Deadline[] {
  const { effects } = transition(input.step);
  const wasPaused = pausedStates.includes(ground.report.state);
  const round = Math.max(0, ...deadlines.filter((one) => one.step === 'answer').map((one) => one.round)) + 1;
  const asked = Number(ground.last['ask-extension']?.facts.amount ?? given.amount ?? 0);
  let after = deadlines.map((one) => {
    const change = rules.get(keyOf(one));
    return change ? ruled(one, change.before, change.rule, calendar) : one;
  });
  if (wasPaused && !pausedStates.includes(state)) after = after.map((one) => running(one, now, calendar));
  if (effects.includes('meet-receive-time')) after = after.map((one) => (one.step === 'receive' ? met(one, now, calendar) : one));
  if (effects.includes('meet-answer-time')) after = after.map((one) => (one.step === 'answer' ? met(one, now, calendar) : one));
  if (effects.includes('extend-answer-time')) after = after.map((one) => (one.step === 'answer' ? extended(one, asked, calendar) : one));
  if (effects.includes('pause')) after = after.map((one) => paused(one, now));
  // What ends without an answer is neither in time nor late: its time stands still for good.
  if (effects.includes('close')) after = after.map((one) => paused(one, now));
  if (effects.includes('start-answer-time') && answerRule !== null) after = [...after, begun('answer', round, answerRule, now, calendar)];
  return after;
}

function partsAfter({ ground, input, given, partner, nextId }: Making): readonly PartChange[] {
  const { effects } = transition(input.step);
  const { parts } = ground;
  const lead = parts.findLast((part) => part.lead && part.state !== 'returned' && part.state !== 'withdrawn');
  const change = (part: Part | undefined, state: Part['state']): readonly PartChange[] => (part ? [{ ...part, state, fresh: false }] : []);
  const fresh = (organisationId: string, isLead: boolean, state: Part['state'] = 'handed'): PartChange => ({
    id: nextId(),
    organisationId,
    lead: isLead,
    state,
    fresh: true,
  });
  const own = parts.find((part) => !part.lead && part.organisationId === partner && (part.state === 'handed' || part.state === 'in-work'));
  const withdrawn = () => openParts(parts).flatMap((part) => change(part, 'withdrawn'));
  const target = given.organisationId;
  switch (input.step) {
    case 'hand':
      return [...withdrawn(), ...(target === null ? [] : [fresh(target, true)]), ...given.parts.map((id) => fresh(id, false))];
    case 'ask-part':
      return target === null ? [] : [fresh(target, false)];
    case 'follow-office':
      return [...change(lead, 'withdrawn'), ...(target === null ? [] : [fresh(target, true, lead?.state)])];
    case 'take':
      return change(lead, 'in-work');
    case 'finish-part':
      return change(own, 'done');
    case 'return-part':
      return change(own, 'returned');
    case 'approve':
      return change(lead, 'done');
    case 'reopen':
      return change(lead, 'handed');
    case 'return':
      return [...withdrawn().filter((part) => part.id !== lead?.id), ...change(lead, 'returned')];
    default:
      return effects.includes('to-centre') || effects.includes('close') ? withdrawn() : [];
  }
}

const answered = (making: Making): Partial<ReportRow> => ({
  rounds: making.ground.report.rounds + 1,
  answeredAt: making.now,
  satisfied: null,
});

/** Columns that follow from the step itself; those of states, times and counts follow from its effects. */
function columnsAfter(making: Making): Partial<ReportRow> {
  const { ground, input, given, actor, now } = making;
  const { report } = ground;
  switch (input.step) {
    case 'listen':
      return { listening: false };
    case 'classify': {
      const { category } = given;
      if (!category) return {};
      const kept = category.privacy === 'private' ? ({ privacy: 'private', shown: false } as const) : {};
      return {
        categoryCode: category.code,
        kind: category.kind,
        urgency: input.urgency ?? (category.code === report.categoryCode ? report.urgency : category.urgency),
        unitId: given.unitId ?? report.unitId,
        ...kept,
      };
    }
    case 'hand':
      return { organisationId: given.organisationId, assigneeId: null, handedAt: now };
    case 'follow-office':
      return { organisationId: given.organisationId, assigneeId: null };
    case 'assign':
      return { assigneeId: given.assigneeId };
    case 'take':
      return { assigneeId: report.assigneeId ?? actor.id };
    case 'merge':
      return { masterId: input.masterId ?? null };
    case 'rate':
      return { satisfied: input.satisfied ?? null };
    case 'reopen':
      return { satisfied: false };
    case 'show':
      return { shown: true };
    case 'unshow':
      return { shown: false };
    case 'give-more':
      return report.language !== 'vi' && given.uploads.some(({ upload }) => upload.kind === 'audio') ? { listening: true } : {};
    default:
      return {};
  }
}

/** Steps that change nothing on which somebody might be deciding right now. */
const unseen: readonly StepName[] = ['note', 'escalate', 'remind', 'bring', 'object'];

/** The report, its parts and its deadlines after the step. */
export function make(making: Making): Made {
  const { ground, input, now, deadlines } = making;
  const { report } = ground;
  const { effects } = transition(input.step);
  const state = stateAfter(input, ground);
  const after = deadlinesAfter(making, state);
  const closes = effects.includes('close');
  const standsStill = pausedStates.includes(state);
  const first = effects.includes('meet-receive-time') && input.step !== 'withdraw' && report.receivedAt === null;
  return {
    report: {
      ...report,
      ...columnsAfter(making),
      ...(effects.includes('count-answer') ? answered(making) : {}),
      ...(effects.includes('count-return') ? { returns: report.returns + 1 } : {}),
      ...(effects.includes('count-reopen') ? { reopens: report.reopens + 1 } : {}),
      ...(effects.includes('to-centre') ? { organisationId: null, assigneeId: null } : {}),
      ...(first ? { receivedAt: now } : {}),
      ...(closes ? { closedAt: now } : {}),
      state,
      revision: unseen.includes(input.step) ? report.revision : report.revision + 1,
      pausedSince: closes || !standsStill ? null : (report.pausedSince ?? now),
      dueAt: closes ? null : nextDue(after),
    },
    parts: partsAfter(making),
    deadlines: after.filter((one) => !deadlines.includes(one)),
  };
}
