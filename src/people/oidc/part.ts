import type { Part } from '../part.ts';
import { oidcRefusalText } from './refusals.ts';
import { oidcRoutes } from './routes.ts';

/** Accounts elsewhere that open one here: VNeID for citizens, the province's provider for officials. */
export const oidc: Part = { routes: oidcRoutes, refusalText: oidcRefusalText };
