import { peopleRights } from '../contract.ts';
import type { Part } from '../part.ts';
import { texts } from './messages.gen.ts';
import { enrolmentRoutes } from './routes.ts';
import { enrolmentRefusalText } from './words.ts';

/** Phones of team members and leaders: a code is handed over, the phone and a PIN are the way in from then on. */
export const enrolment: Part = {
  routes: enrolmentRoutes,
  navigation: [
    { area: 'console', href: '/console/enrolment', label: (lang) => texts[lang].list_title(), right: peopleRights.enrol, order: 31 },
  ],
  shortAddresses: { '/nhap-ma': '/join' },
  refusalText: enrolmentRefusalText,
};
