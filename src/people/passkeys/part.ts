import type { Part } from '../part.ts';
import { passkeyRefusalText } from './refusals.ts';
import { passkeyRoutes } from './routes.ts';

/** Passkeys: a way in without a name or password, and a second factor. */
export const passkeys: Part = { routes: passkeyRoutes, refusalText: passkeyRefusalText };
