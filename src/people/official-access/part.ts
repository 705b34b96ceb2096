import type { Part } from '../part.ts';
import { passwordRoutes } from './password-routes.ts';
import { secondFactorRoutes } from './second-factor-routes.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { officialRefusalText } from './words.ts';

/** The officials' ways in: a password, and a second factor beside it. */
export const officialAccess: Part = {
  routes: (app, context) => {
    signInRoutes(app, context);
    passwordRoutes(app, context);
    secondFactorRoutes(app, context);
  },
  refusalText: officialRefusalText,
};
