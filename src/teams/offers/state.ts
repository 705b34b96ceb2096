import type { OfferState } from './model.ts';

/** The colour of a state, always beside its word. */
export function stateTone(state: OfferState): 'good' | 'waiting' | 'plain' {
  if (state === 'welcomed' || state === 'given') return 'good';
  return state === 'new' || state === 'asked' ? 'waiting' : 'plain';
}
