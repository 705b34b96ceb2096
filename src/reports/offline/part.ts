import type { Part } from '../part.ts';
import { pageRoutes } from './page-routes.ts';
import { sendRoutes } from './send-routes.ts';
import { offlineRefusalText } from './words.ts';

/** Reports without network: the form that a phone keeps, what waits on it, and the door through which it leaves. */
export const offlinePart: Part = {
  routes: (app, context) => {
    sendRoutes(app, context);
    pageRoutes(app, context);
  },
  refusalText: offlineRefusalText,
};
