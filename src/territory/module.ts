import type { Module } from '../platform/module/index.ts';
import { createKept } from './api/kept.ts';
import { readingRefusalText } from './api/refusals.ts';
import { apiRoutes } from './api/routes.ts';
import { citizenRoutes } from './citizen/routes.ts';
import { consoleNavigation, consoleRights, consoleRoutes } from './console/routes.ts';
import { unitSearch } from './console/search.ts';
import { territoryRefusalText } from './console/words/index.ts';
import { exportRoutes } from './exports/routes.ts';
import { texts } from './messages.gen.ts';

/** Administrative units over time, as the programs see them. */
export const module: Module = {
  name: 'territory',
  rights: consoleRights,
  routes: (app, context) => {
    const kept = createKept(context);
    exportRoutes(app, context);
    citizenRoutes(app, context, kept);
    apiRoutes(app, context, kept);
    consoleRoutes(app, context);
  },
  navigation: [
    { area: 'public', href: '/units', label: (lang) => texts[lang].navigation_label(), right: 'public', order: 10 },
    ...consoleNavigation,
  ],
  search: (context) => [unitSearch(context)],
  shortAddresses: { '/don-vi': '/units', '/lich-su-don-vi': '/units/history' },
  refusalText: (refusal, lang) => readingRefusalText(refusal, lang) ?? territoryRefusalText(refusal, lang),
};
