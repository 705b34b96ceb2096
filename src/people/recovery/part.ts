import type { Part } from '../part.ts';
import { recoveryRoutes } from './routes.ts';
import { recoveryWaiting } from './waiting.ts';
import { recoveryRefusalText } from './words.ts';

/** Losing access is normal: two officials give a person a way back, the old ones end, the person is told. */
export const recovery: Part = {
  routes: recoveryRoutes,
  waiting: (context) => [recoveryWaiting(context)],
  shortAddresses: { '/mat-quyen-vao': '/sign-in/recover' },
  refusalText: recoveryRefusalText,
};
