/** The door to the teams: who served where, on any day. */
export { loadDemonstrationCards } from './cards/demonstration.ts';
export {
  type FigureDelta,
  type MemberRole,
  type Membership,
  memberRoles,
  type TeamLevel,
  teamLevels,
  teamsRights,
} from './contract.ts';
export { type RosterChanged, teamsEvents } from './events.ts';
export { importTeamsFile } from './import/terminal.ts';
export { type DemonstrationRosters, loadDemonstrationRosters } from './load/demonstration.ts';
export { loadTeamsReference } from './load/reference.ts';
export { module } from './module.ts';
export {
  coreForces,
  membershipsOf,
  membersOfUnit,
  seatsTakenBack,
  teamHistory,
  teamOn,
  teamServing,
  teamsFollowUnits,
  teamsIn,
  teamsMatching,
  whoServed,
} from './rosters/index.ts';
export { tagsOfTeams, teamsTag } from './tags.ts';
