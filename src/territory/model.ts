/** The decisions of this module, free of input and output: they run on the server and on a phone. */
export { type Ancestry, ancestryOf } from './model/ancestry.ts';
export { apportion, compareReceivers, type Receiver } from './model/apportion.ts';
export { type ClosurePart, type ClosureSource, closureOf, periodOf, ShareTooFine } from './model/closure.ts';
export { holds, overlap, rangeText, readRange } from './model/days.ts';
export type { Plan } from './model/draft.ts';
export { add, isProperShare, isWhole, multiply, reduce, subtract, sum, whole } from './model/fractions.ts';
export { type PlannedEvents, type PlanOptions, planEvents } from './model/plan-events.ts';
export { type PlannedUnits, planUnits } from './model/plan-units.ts';
export {
  type Basis,
  changeType,
  establishUnit,
  mergeUnits,
  type NewUnit,
  renameUnit,
  type SplitPart,
  splitUnit,
  transferUnit,
} from './model/single-unit.ts';
export { stateOf, type TerritoryState, type UnitIdentity, versionBefore, versionOn } from './model/state.ts';
