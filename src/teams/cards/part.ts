import { registerInbound } from '../../platform/messaging/index.ts';
import { teamsRights } from '../contract.ts';
import type { Part } from '../part.ts';
import { accountRoutes } from './account-routes.ts';
import { checkRoutes } from './check-routes.ts';
import { consoleRoutes } from './console-routes.ts';
import { texts } from './messages.gen.ts';
import { cardSms } from './sms.ts';
import { cardJobs, cardRetention } from './upkeep.ts';
import { endingCards } from './waiting.ts';
import { cardsRefusalText } from './words.ts';

registerInbound(cardSms);

/** Cards of members: printed and on the telephone, and everybody's way to check them. */
export const cardsPart: Part = {
  routes: (app, context) => {
    checkRoutes(app, context);
    accountRoutes(app, context);
    consoleRoutes(app, context);
  },
  jobs: cardJobs,
  navigation: [
    { area: 'public', href: '/check', label: (lang) => texts[lang].check_title(), right: 'public', order: 40 },
    { area: 'account', href: '/account/card', label: (lang) => texts[lang].own_title(), right: 'people.own', order: 10 },
    { area: 'console', href: '/console/teams/check', label: (lang) => texts[lang].phone_navigation(), right: teamsRights.cards, order: 26 },
  ],
  waiting: (context) => [endingCards(context)],
  retention: () => [cardRetention],
  shortAddresses: { '/kiem-tra-the': '/check' },
  refusalText: cardsRefusalText,
};
