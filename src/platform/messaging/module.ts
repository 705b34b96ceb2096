import type { App } from '../http/index.ts';
import type { Context, Module } from '../module/index.ts';
import { consoleRoutes } from './console/routes.tsx';
import { demonstrationRoutes } from './demo/routes.tsx';
import { inboundRoutes } from './inbound.ts';
import { messagingJobs } from './jobs.ts';
import { texts } from './messages.gen.ts';
import { privacy } from './privacy.ts';
import { receiptRoutes } from './receipts.ts';
import { messageRetention } from './retention.ts';

/** Messaging, as the programs see it. */
export const module: Module = {
  name: 'messaging',
  rights: [{ right: 'messaging.see', texts: { vi: texts.vi.right_see(), en: texts.en.right_see() } }],
  routes: (app: App, context: Context) => {
    consoleRoutes(app, context);
    receiptRoutes(app, context);
    inboundRoutes(app, context);
    if (context.config.YENBAI_MODE === 'demonstration') demonstrationRoutes(app, context);
  },
  jobs: messagingJobs,
  navigation: [
    { area: 'console', href: '/console/messages', label: (lang) => texts[lang].navigation_label(), right: 'messaging.see', order: 80 },
  ],
  privacy,
  retention: () => [messageRetention],
  refusalText: ({ code }, lang) => {
    const t = texts[lang];
    if (code === 'messaging.wrong-secret') return { title: t.wrong_secret_title(), advice: t.wrong_secret_advice() };
    return code === 'messaging.no-push-service' ? { title: t.no_push_title(), advice: t.no_push_advice() } : null;
  },
};
