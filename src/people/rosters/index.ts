/** Persons of rosters, many at once: for lists of teams that come as workbooks, and for the roles that follow a membership. */
export { issueEnrolment } from '../enrolment/commands.ts';
export { lockPersons } from '../persons/lock.ts';
export { correctPersonsBulk, type PersonCorrection } from './correct.ts';
export { type FoundPersons, findPersons, type PersonCandidate, type PersonMatch } from './find.ts';
export { peopleKnown, type RosterPerson, rosterPersons } from './read.ts';
export { type RosterPersonInput, recordPersons } from './record.ts';
export { alignRosterRoles, endRosterRoles, giveRosterRole, holdersOfRosterRoles, type RosterRole } from './roles.ts';
export { unrecordPersons } from './unrecord.ts';
