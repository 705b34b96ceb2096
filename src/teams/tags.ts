/** Under which names public answers about teams are kept, and forgotten when the facts that they show change. */

/** Touched by every change of any team: for lists. */
export const teamsTag = 'teams:*';

/** Touched by a change of one team. */
export const teamTag = (id: string): string => `team:${id}`;

/** Touched where so many teams changed together that they aren't named one by one. */
export const teamsInBulkTag = 'teams:bulk';

/** For what shows these teams and no others. */
export const tagsOfTeams = (ids: readonly string[]): string[] => [teamsInBulkTag, ...ids.map(teamTag)];
