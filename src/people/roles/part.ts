import { peopleRights } from '../contract.ts';
import type { Part } from '../part.ts';
import { texts } from './messages.gen.ts';
import { registerPowerfulGrants } from './powerful.ts';
import { roleRoutes } from './routes.ts';
import { rolesRefusalText } from './words.ts';

registerPowerfulGrants();

/** Roles, and who holds which where. */
export const roles: Part = {
  routes: roleRoutes,
  navigation: [
    { area: 'console', href: '/console/roles', label: (lang) => texts[lang].navigation(), right: peopleRights.grant, order: 60 },
  ],
  refusalText: rolesRefusalText,
};
