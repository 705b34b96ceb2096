/** The life of a decision that two persons make, as one table, and the moments at which it moves by itself. Pure. */
import type { Right } from '../../platform/session/index.ts';

export const decisionStates = ['proposed', 'confirmed', 'refused', 'withdrawn', 'expired'] as const;
export type DecisionState = (typeof decisionStates)[number];
export type DecisionAct = 'confirm' | 'refuse' | 'withdraw' | 'expire';

/** What each act makes of each state; what is not in the table cannot be done. */
export const life: Readonly<Record<DecisionState, Readonly<Partial<Record<DecisionAct, DecisionState>>>>> = {
  proposed: { confirm: 'confirmed', refuse: 'refused', withdraw: 'withdrawn', expire: 'expired' },
  confirmed: {},
  refused: {},
  withdrawn: {},
  expired: {},
};

/** One of those who may decide, in their order: after so many hours the decision goes on to the next; the last has it until it expires. */
export interface Approver {
  readonly right: Right;
  readonly afterHours: number;
}

/** Which approver has it, from 1, and until when: milliseconds since 1970, null for the last one. */
export interface Step {
  readonly step: number;
  readonly until: number | null;
}

const HOUR = 60 * 60 * 1000;

/** The first step of something proposed at this moment. */
export function firstStep(approvers: readonly Approver[], proposedAt: number): Step {
  return { step: 1, until: endOf(approvers, 1, proposedAt) };
}

function endOf(approvers: readonly Approver[], step: number, from: number): number | null {
  const approver = approvers[step - 1];
  return approver === undefined || step >= approvers.length ? null : from + approver.afterHours * HOUR;
}

/** Where it stands now: as many steps on as its times have run out, also when nobody looked at the clock meanwhile. */
export function stepAt(approvers: readonly Approver[], written: Step, now: number): Step {
  let { step, until } = written;
  while (until !== null && until <= now) {
    step += 1;
    until = endOf(approvers, step, until);
  }
  return { step, until };
}

/** When the time of the approver with this right ran or runs out; null for the last, who has it until it expires. */
export function endOfTime(approvers: readonly Approver[], right: Right, proposedAt: number): number | null {
  const step = approvers.findIndex((approver) => approver.right === right) + 1;
  let at: number | null = proposedAt;
  for (let one = 1; one <= step && at !== null; one += 1) at = endOf(approvers, one, at);
  return at;
}

/** Whether its time has run out: from this moment on it can only end undecided. */
export function isOver(expiresAt: number, now: number): boolean {
  return expiresAt <= now;
}

/** The rights that decide at a step: that of the step's approver, and of all before, who may still do it. */
export function rightsAt(approvers: readonly Approver[], step: number): readonly Right[] {
  return [...new Set(approvers.slice(0, step).map(({ right }) => right))];
}
