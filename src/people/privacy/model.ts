/** What persons can ask about their data, and the life of such a request as a table. Pure; runs on a phone too. */

export const requestKinds = ['see', 'correct', 'export', 'restrict', 'delete', 'object'] as const;
export type RequestKind = (typeof requestKinds)[number];

export type RequestState = 'received' | 'answered' | 'carried-out' | 'refused' | 'withdrawn';
export type RequestStep = 'answer' | 'carry-out' | 'refuse' | 'withdraw';

/** How somebody said it: by themselves in their account, or spoken or on paper to somebody who wrote it down. */
export const waysToSay = ['self', 'spoken', 'paper'] as const;
export type WayToSay = (typeof waysToSay)[number];

/** The person is told within this many working days how it goes on (Decree 356/2025/ND-CP). */
export const WORKING_DAYS_TO_ANSWER = 2;

/** A deletion that somebody asked for in their own account waits so long, so that it can be taken back: by them, or by who lost the phone. */
export const HOURS_TO_TAKE_BACK_DELETION = 72;

export const LONGEST_WORDS = 2_000;

const steps: Readonly<Record<RequestStep, { readonly from: readonly RequestState[]; readonly to: RequestState }>> = {
  answer: { from: ['received', 'answered'], to: 'answered' },
  'carry-out': { from: ['received', 'answered'], to: 'carried-out' },
  refuse: { from: ['received', 'answered'], to: 'refused' },
  withdraw: { from: ['received', 'answered'], to: 'withdrawn' },
};

/** The state after a step; null where the request is past it. */
export function afterStep(state: RequestState, step: RequestStep): RequestState | null {
  const { from, to } = steps[step];
  return from.includes(state) ? to : null;
}

/** Whether something is still to be done. */
export function isOpen(state: RequestState): boolean {
  return steps['carry-out'].from.includes(state);
}
