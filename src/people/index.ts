/** The door to people: who somebody is, what they may do where, and what two persons decide together. */

export { holdsAt, scopeOf } from './access.ts';
export { type Limit, sourceOf, waitFor } from './attempts/limits.ts';
export { type HelpLanguage, helpLanguages, peopleRights } from './contract.ts';
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
export { loadMadeUpPersons } from './load/made-up-persons.ts';
export { makeOperator } from './load/operator.ts';
export { loadPeopleReference } from './load/reference.ts';
export { module } from './module.ts';
export { actOnBehalf, personToHelp, waysToAgree } from './on-behalf/act.ts';
export { registerFiling } from './on-behalf/filings.ts';
export { officesFor, organisationName, organisationsOn } from './organisations/queries.ts';
export { type Addresses, addressesOf } from './persons/notify.ts';
export { normalPhone } from './persons/phone.ts';
export { giveConsent, hasConsent, type Purpose, purposesOn, withdrawConsent } from './privacy/consents.ts';
export { personsHolding } from './roles/holding.ts';
export {
  alignRosterRoles,
  correctPersonsBulk,
  endRosterRoles,
  type FoundPersons,
  findPersons,
  giveRosterRole,
  holdersOfRosterRoles,
  issueEnrolment,
  lockPersons,
  type PersonCandidate,
  type PersonCorrection,
  type PersonMatch,
  peopleKnown,
  type RosterPerson,
  type RosterPersonInput,
  type RosterRole,
  recordPersons,
  rosterPersons,
  unrecordPersons,
} from './rosters/index.ts';
export { type Actors, openActors } from './sessions/resolve.ts';
export { endSessions, type OpenedSession, openSession, replaceSession } from './sessions/sessions.ts';
export { followUnits } from './successions/follow.ts';
