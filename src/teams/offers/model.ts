/** The life of an offer; pure. */

export const offerKinds = ['join', 'help'] as const;
export type OfferKind = (typeof offerKinds)[number];

export const offerStates = ['new', 'welcomed', 'asked', 'given', 'declined', 'withdrawn', 'expired'] as const;
export type OfferState = (typeof offerStates)[number];

/** What an official answers: thank you and yes; we need it now; thank you, not now. */
export const answers = ['welcomed', 'asked', 'declined'] as const;
export type Answer = (typeof answers)[number];

export const LONGEST_WORDS = 1000;
export const LONGEST_CONTACT = 100;

const open: readonly OfferState[] = ['new', 'welcomed', 'asked', 'given'];

/** Whether something can still come of it. */
export const isOpen = (state: OfferState): boolean => open.includes(state);

/** What may be answered now. Only help is asked for; somebody who wants to join is welcomed or not. */
export function answersTo(kind: OfferKind, state: OfferState): readonly Answer[] {
  if (kind === 'join') return state === 'new' ? ['welcomed', 'declined'] : [];
  if (state === 'new') return ['welcomed', 'asked', 'declined'];
  return isOpen(state) ? ['asked', ...(state === 'welcomed' ? (['declined'] as const) : [])] : [];
}
