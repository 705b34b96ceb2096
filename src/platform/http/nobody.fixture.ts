import { anonymous } from '../session/index.ts';
import type { Identity } from './index.ts';

/** For tests of the web program alone: nobody is known, so every right is refused. */
export const nobodyKnown: Identity = {
  resolve: async () => anonymous,
  explain: async (_request, right) => ({ code: 'http.no-right', params: { right } }),
};
