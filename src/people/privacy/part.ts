import { peopleRights } from '../contract.ts';
import type { Part } from '../part.ts';
import { accountRoutes } from './account-routes.ts';
import { consoleRoutes } from './console-routes.ts';
import { deletionJob } from './deletions.ts';
import './erasure-decision.ts';
import { texts } from './messages.gen.ts';
import { waitingRequests } from './queue.ts';
import { privacyRefusalText } from './refusals.ts';
import { retentionJob } from './retention.ts';
import { retentionSourcesOfPrivacy } from './retention-sources.ts';

/** Consent, requests about personal data, who looked, and how long what is kept. */
export const privacy: Part = {
  routes: (app, context) => {
    accountRoutes(app, context);
    consoleRoutes(app, context);
  },
  navigation: [
    { area: 'console', href: '/console/privacy', label: (lang) => texts[lang].navigation_queue(), right: peopleRights.privacy, order: 40 },
    {
      area: 'console',
      href: '/console/retention',
      label: (lang) => texts[lang].navigation_retention(),
      right: peopleRights.retention,
      order: 85,
    },
  ],
  jobs: (context) => [retentionJob(context), deletionJob(context)],
  waiting: (context) => [waitingRequests(context)],
  retention: () => retentionSourcesOfPrivacy,
  refusalText: privacyRefusalText,
  shortAddresses: { '/du-lieu-cua-toi': '/account/privacy' },
};
