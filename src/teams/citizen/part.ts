import type { Part } from '../part.ts';
import { teamApiRoutes } from './api-routes.ts';
import { teamCitizenRoutes } from './routes.ts';
import { citizenRefusalText } from './words.ts';

export const citizenPart: Part = {
  routes: (app, context) => {
    teamCitizenRoutes(app, context);
    teamApiRoutes(app, context);
  },
  shortAddresses: { '/to-cong-nghe-so': '/teams' },
  refusalText: citizenRefusalText,
};
