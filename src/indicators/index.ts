/** The door to the indicators. */

export { foldRosterChange, followStructure, rebuildCoverage } from './coverage/steps/fold.ts';
export { foldReaction } from './coverage/steps/pending.ts';
export { module } from './module.ts';
