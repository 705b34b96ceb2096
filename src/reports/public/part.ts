import type { Part } from '../part.ts';
import { reportsApiRoutes } from './api-routes.ts';
import { texts } from './messages.gen.ts';
import { publicRoutes } from './routes.ts';
import { publicRefusalText } from './words.ts';

export const publicPart: Part = {
  routes: (app, context) => {
    publicRoutes(app, context);
    reportsApiRoutes(app, context);
  },
  navigation: [{ area: 'public', href: '/reports', label: (lang) => texts[lang].navigation(), right: 'public', order: 2 }],
  shortAddresses: { '/xem-phan-anh': '/reports' },
  refusalText: publicRefusalText,
};
