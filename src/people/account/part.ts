import type { Part } from '../part.ts';
import { accountRefusalText } from './refusals.ts';
import { accountRoutes } from './routes.tsx';
import { securityRoutes } from './security-routes.tsx';

/** The person's own pages. */
export const account: Part = {
  routes: (app, context) => {
    accountRoutes(app, context);
    securityRoutes(app, context);
  },
  refusalText: accountRefusalText,
  shortAddresses: { '/tai-khoan': '/account' },
};
