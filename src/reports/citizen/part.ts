import type { Part } from '../part.ts';
import { actionRoutes } from './action-routes.ts';
import { texts } from './messages.gen.ts';
import { newRoutes } from './new-routes.ts';
import { reportRoutes } from './report-routes.ts';
import { registerSentFiles } from './staging.ts';
import { citizenRefusalText } from './words.ts';

registerSentFiles();

/** The citizen's side: sending a report, and what becomes of it. */
export const citizenPart: Part = {
  routes: (app, context) => {
    newRoutes(app, context);
    reportRoutes(app, context);
    actionRoutes(app, context);
  },
  navigation: [
    { area: 'public', href: '/reports/new', label: (lang) => texts[lang].navigation(), right: 'public', order: 1 },
    { area: 'account', href: '/account/reports', label: (lang) => texts[lang].navigation_mine(), right: 'people.own', order: 5 },
  ],
  shortAddresses: { '/phan-anh': '/reports/new', '/tra-cuu': '/reports/look-up' },
  refusalText: citizenRefusalText,
};
