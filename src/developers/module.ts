import type { Module } from '../platform/module/index.ts';
import { appsRoutes } from './apps/routes.ts';
import { consoleRoutes } from './console/routes.ts';
import { developersRights } from './contract.ts';
import { guideRoutes } from './guide/routes.ts';
import { developersJobs } from './jobs.ts';
import { texts } from './messages.gen.ts';
import { developersPrivacy } from './privacy.ts';
import { developersRetention } from './retention.ts';
import { developersWaiting } from './waiting.ts';
import { webhookRoutes } from './webhooks/routes.ts';
import { developersRefusalText } from './words.ts';

/** Keys and webhooks for programs of others. */
export const module: Module = {
  name: 'developers',
  rights: [{ right: developersRights.decide, texts: { vi: texts.vi.right_decide(), en: texts.en.right_decide() } }],
  routes: (app, context) => {
    guideRoutes(app, context);
    appsRoutes(app, context);
    webhookRoutes(app, context);
    consoleRoutes(app, context);
  },
  jobs: developersJobs,
  navigation: [
    { area: 'public', href: '/developers', label: (lang) => texts[lang].navigation(), right: 'public', order: 90 },
    {
      area: 'console',
      href: '/console/developers',
      label: (lang) => texts[lang].console_navigation(),
      right: developersRights.decide,
      order: 80,
    },
  ],
  waiting: (context) => [developersWaiting(context)],
  retention: () => developersRetention,
  privacy: () => developersPrivacy,
  shortAddresses: { '/nha-phat-trien': '/developers' },
  refusalText: developersRefusalText,
};
