/** What rosters bring: refusals in words, work that waits, and the nightly looks at units and memberships. */
import { registerWhatStandsOn } from '../../territory/index.ts';
import type { Part } from '../part.ts';
import { teamsFollowUnits, whatStandsOnUnits } from './follow-units.ts';
import { followAllMemberships } from './member-roles.ts';
import { waiting } from './waiting.ts';
import { rostersRefusalText } from './words.ts';

// An import of units can't be undone under teams that somebody put there.
registerWhatStandsOn(whatStandsOnUnits);

export const rostersPart: Part = {
  waiting,
  jobs: (context) => [
    {
      name: 'teams.follow-units',
      cron: '10 0 * * *',
      handle: async () => {
        await context.db.transaction((tx) => teamsFollowUnits(tx));
      },
    },
    { name: 'teams.follow-memberships', cron: '20 0 * * *', handle: () => followAllMemberships(context) },
  ],
  refusalText: rostersRefusalText,
};
