/** The door to people: who somebody is, what they may do where, and what two persons decide together. */

export { holdsAt, scopeOf } from './access.ts';
export { peopleRights } from './contract.ts';
export {
  confirmDecision,
  mayDecide,
  propose,
  refuseDecision,
  withdrawDecision,
} from './decisions/commands.ts';
export { decisionEvents } from './decisions/events.ts';
export { type Decision, type DecisionKind, registerDecision } from './decisions/kinds.ts';
export { type DemonstrationReset, registerDemonstrationReset } from './demonstration/reset.ts';
export { openIdentity } from './identity.ts';
export { type DemonstrationFiles, loadDemonstrationPeople } from './load/demonstration.ts';
export { makeOperator } from './load/operator.ts';
export { loadPeopleReference } from './load/reference.ts';
export { module } from './module.ts';
export { officesFor, organisationName, organisationsOn } from './organisations/queries.ts';
export { type Actors, openActors } from './sessions/resolve.ts';
export { endSessions, type OpenedSession, openSession, replaceSession } from './sessions/sessions.ts';
export { followUnits } from './successions/follow.ts';
