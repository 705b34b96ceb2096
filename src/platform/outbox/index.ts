/** Events written with the change that causes them, and the reactions to them. */
export { carryOutOwed, claimEvents, dispatchOnce, outboxJobs } from './dispatch.ts';
export { unhandledEvents, unhandledIds } from './pending.ts';
export { publish } from './publish.ts';
export { type OutboxEvent, type Reaction, reaction } from './reaction.ts';
