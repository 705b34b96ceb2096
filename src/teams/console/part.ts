import { teamsRights } from '../contract.ts';
import type { Part } from '../part.ts';
import { exportRoutes } from './export/routes.ts';
import { openDesk } from './forms/desk.ts';
import { listRoutes } from './list/routes.ts';
import { addRoutes } from './member/add-routes.ts';
import { leaveRoutes } from './member/leave-routes.ts';
import { memberRoutes } from './member/routes.ts';
import { texts } from './messages.gen.ts';
import { memberSearch, teamSearch } from './search.ts';
import { changeRoutes } from './team/change-routes.ts';
import { mergeRoutes } from './team/merge-routes.ts';
import { newTeamRoutes } from './team/new-routes.ts';
import { teamRoutes } from './team/routes.ts';
import { splitRoutes } from './team/split-routes.ts';
import { waitingTeams } from './waiting.ts';
import { consoleRefusalText } from './words.ts';

/** Teams by hand in the console: lists, one team, every change, files to take away. */
export const consolePart: Part = {
  routes: (app, context) => {
    const desk = openDesk(context);
    listRoutes(app, context);
    exportRoutes(app, context);
    newTeamRoutes(app, context, desk);
    teamRoutes(app, context, desk);
    changeRoutes(app, context, desk);
    mergeRoutes(app, context, desk);
    splitRoutes(app, context, desk);
    addRoutes(app, context, desk);
    memberRoutes(app, context, desk);
    leaveRoutes(app, context, desk);
  },
  navigation: [{ area: 'console', href: '/console/teams', label: (lang) => texts[lang].navigation(), right: teamsRights.see, order: 20 }],
  waiting: waitingTeams,
  search: (context) => [teamSearch(context), memberSearch(context)],
  refusalText: consoleRefusalText,
};
