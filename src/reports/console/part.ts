import { reportsRights } from '../contract.ts';
import type { Part } from '../part.ts';
import { caseRoutes } from './case/routes.ts';
import { letterRoutes } from './letter.ts';
import { listAddress } from './list/choice.ts';
import { listRoutes } from './list/routes.ts';
import { listenersRoutes } from './listening/listeners-routes.ts';
import { listeningRoutes } from './listening/routes.ts';
import { listeningRefusalText } from './listening/words.ts';
import { texts } from './messages.gen.ts';
import { photoRoutes } from './photos/routes.ts';
import { reportsConsoleRefusalText } from './refusals.ts';
import { reportsSearch } from './search.ts';
import { templateRoutes } from './templates/routes.tsx';
import { reportsWaiting } from './waiting.ts';

export const consolePart: Part = {
  routes: (app, context) => {
    listRoutes(app, context);
    listeningRoutes(app, context);
    listenersRoutes(app, context);
    templateRoutes(app, context);
    caseRoutes(app, context);
    photoRoutes(app, context);
    letterRoutes(app, context);
  },
  navigation: [{ area: 'console', href: listAddress, label: (lang) => texts[lang].navigation(), right: reportsRights.see, order: 10 }],
  waiting: reportsWaiting,
  search: (context) => [reportsSearch(context)],
  refusalText: (refusal, lang) => reportsConsoleRefusalText(refusal, lang) ?? listeningRefusalText(refusal, lang),
};
