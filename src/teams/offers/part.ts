import { dutyState } from '../../platform/session/index.ts';
import { teamsRights } from '../contract.ts';
import type { Part } from '../part.ts';
import { offerCitizenRoutes } from './citizen-routes.ts';
import { expireOffers } from './commands.ts';
import { offerConsoleRoutes } from './console-routes.ts';
import { texts } from './messages.gen.ts';
import { offersRetention } from './retention.ts';
import { offersWaiting } from './waiting.ts';
import { offersRefusalText } from './words.ts';

export const offersPart: Part = {
  routes: (app, context) => {
    offerCitizenRoutes(app, context);
    offerConsoleRoutes(app, context);
  },
  navigation: [
    { area: 'console', href: '/console/teams/offers', label: (lang) => texts[lang].navigation(), right: teamsRights.offers, order: 36 },
  ],
  waiting: (context) => [offersWaiting(context)],
  retention: () => [offersRetention],
  jobs: (context) => [
    {
      name: 'teams.expire-offers',
      cron: '20 1 * * *',
      handle: async () => void (await context.db.transaction(expireOffers, { state: dutyState('privacy') })),
    },
  ],
  shortAddresses: { '/tham-gia-to': '/teams/join', '/giup-to': '/teams/help' },
  refusalText: offersRefusalText,
};
