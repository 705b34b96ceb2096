/** Rosters over time, for the other folders of this module: what changes them, and what is asked of them. */
export { addMember } from './add-member.ts';
export { changeMember, endMember, handOver } from './change-member.ts';
export { changeTeam } from './change-team.ts';
export { confirmRoster } from './confirm-roster.ts';
export { enrolMember } from './enrol-member.ts';
export { seatsTakenBack, teamsFollowUnits } from './follow-units.ts';
export { formTeam } from './form-team.ts';
export { endLeave, recordLeave } from './leave.ts';
export { mergeTeams, splitTeam } from './merge-teams.ts';
export { membershipById, membershipsOf, membersOfUnit, rosterOf, teamServing, whoServed } from './queries/members.ts';
export { coreForces, teamHistory, teamOn, teamsIn, teamsMatching } from './queries/teams.ts';
