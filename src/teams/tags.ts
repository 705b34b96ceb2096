/** Under which names public answers about teams are kept, and forgotten when the facts that they show change. */

/** Touched by every change of any team: for lists. */
export const teamsTag = 'teams:*';

/** Touched by a change of one team. */
export const teamTag = (id: string): string => `team:${id}`;
