import { peopleRights } from '../contract.ts';
import { findRoutes } from '../on-behalf/find-routes.ts';
import { texts as onBehalfTexts } from '../on-behalf/messages.gen.ts';
import { onBehalfRoutes } from '../on-behalf/routes.ts';
import { onBehalfRefusalText } from '../on-behalf/words.ts';
import type { Part } from '../part.ts';
import { texts } from './messages.gen.ts';
import { personRoutes } from './routes.ts';
import { personSearch } from './search.ts';
import { personsRefusalText } from './words.ts';

/** Persons in the console: list, search, one person, recording, correcting, filing for somebody. */
export const persons: Part = {
  routes: (app, context) => {
    personRoutes(app, context);
    findRoutes(app, context);
    onBehalfRoutes(app, context);
  },
  navigation: [
    { area: 'console', href: '/console/people', label: (lang) => texts[lang].navigation(), right: peopleRights.see, order: 30 },
    {
      area: 'console',
      href: '/console/on-behalf',
      label: (lang) => onBehalfTexts[lang].find_title(),
      right: peopleRights.onBehalf,
      order: 32,
    },
  ],
  search: (context) => [personSearch(context)],
  refusalText: (refusal, lang) => personsRefusalText(refusal, lang) ?? onBehalfRefusalText(refusal, lang),
};
