import type { App } from '../platform/http/index.ts';
import type { JobDefinition } from '../platform/jobs/index.ts';
import type { Context, Module } from '../platform/module/index.ts';
import { bundleRoutes } from './bundle/routes.tsx';
import { verifyJob } from './commands.ts';
import { consoleRoutes } from './console/routes.tsx';
import { auditLedger } from './entry.ts';
import { texts } from './messages.gen.ts';
import { privacy } from './privacy.ts';
import { sealOnce } from './seal/sealer.ts';

/** The trail, as the programs see it. */
export const module: Module = {
  name: 'audit',
  rights: [
    { right: 'audit.read', texts: { vi: texts.vi.right_read(), en: texts.en.right_read() } },
    { right: 'audit.export', texts: { vi: texts.vi.right_export(), en: texts.en.right_export() } },
  ],
  routes: (app: App, context: Context) => {
    consoleRoutes(app, context);
    bundleRoutes(app, context);
  },
  jobs: (context) => [sealer(context), verifyJob(context)],
  navigation: [
    { area: 'console', href: '/console/audit', label: (lang) => texts[lang].navigation_label(), right: 'audit.read', order: 90 },
  ],
  privacy: () => privacy,
};

function sealer({ db }: Context): JobDefinition {
  return {
    name: 'audit.seal',
    everySeconds: 5,
    handle: async () => {
      await sealOnce(db, auditLedger);
    },
  };
}
