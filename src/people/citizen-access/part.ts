import type { Part } from '../part.ts';
import { citizenAccessRefusalText } from './refusals.ts';
import { accessRetention } from './retention.ts';
import { signInRoutes } from './routes.tsx';

/** The citizens' ways in, and the end of what signing in leaves behind. */
export const citizenAccess: Part = {
  routes: signInRoutes,
  retention: () => accessRetention,
  refusalText: citizenAccessRefusalText,
  shortAddresses: { '/dang-nhap': '/sign-in' },
};
