/** Which steps are told outside. */
import type { StepName } from './model.ts';

/** Steps that everybody may know of a report that is shown; those among officials say nothing, and what a sender was asked stays with the sender. */
export const openSteps: readonly StepName[] = [
  'send',
  'receive',
  'not-accept',
  'merge',
  'ask-more',
  'give-more',
  'stop-waiting',
  'hand',
  'return',
  'take',
  'grant-extension',
  'approve',
  'rate',
  'reopen',
  'close',
  'withdraw',
];
