import type { Part } from '../part.ts';
import { texts } from './messages.gen.ts';
import { absenceRoutes } from './routes.ts';
import { absencesRefusalText } from './words.ts';

export const absences: Part = {
  routes: absenceRoutes,
  navigation: [{ area: 'console', href: '/console/absences', label: (lang) => texts[lang].navigation(), right: 'site.console', order: 64 }],
  refusalText: absencesRefusalText,
};
