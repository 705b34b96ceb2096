import { peopleRights } from '../contract.ts';
import type { Part } from '../part.ts';
import { texts } from './messages.gen.ts';
import { findOrganisations } from './queries.ts';
import { organisationRoutes } from './routes.ts';
import { kindWords, organisationsRefusalText } from './words.ts';

export const organisations: Part = {
  routes: organisationRoutes,
  navigation: [
    { area: 'console', href: '/console/organisations', label: (lang) => texts[lang].navigation(), right: peopleRights.organise, order: 62 },
  ],
  search: ({ db, clock }) => [
    {
      kind: 'people.organisations',
      label: (lang) => texts[lang].find_label(),
      rights: [peopleRights.organise],
      find: async (_actor, { text, lang, limit }) => {
        const found = await findOrganisations(db, text, clock.today().toString(), limit);
        return found.map((one) => ({ title: one.name, detail: kindWords(one.kind, lang), href: `/console/organisations/${one.id}` }));
      },
    },
  ],
  refusalText: organisationsRefusalText,
};
