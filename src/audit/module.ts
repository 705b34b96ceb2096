import type { JobDefinition } from '../platform/jobs/index.ts';
import type { Context, Module } from '../platform/module/index.ts';
import { consoleRoutes } from './console/routes.tsx';
import { texts } from './messages.gen.ts';
import { sealOnce } from './seal/sealer.ts';
import { verifyLedger } from './seal/verify.ts';
import { auditLedger, noteVerification } from './store.ts';

/** The trail, as the programs see it. */
export const module: Module = {
  name: 'audit',
  rights: [{ right: 'audit.read', texts: { vi: texts.vi.right_read(), en: texts.en.right_read() } }],
  routes: consoleRoutes,
  jobs: (context) => [sealer(context), verifier(context)],
  navigation: [
    { area: 'console', href: '/console/audit', label: (lang) => texts[lang].navigation_label(), right: 'audit.read', order: 90 },
  ],
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

function verifier({ db, log }: Context): JobDefinition {
  return {
    name: 'audit.verify',
    cron: '40 2 * * *',
    expireSeconds: 6 * 3600,
    handle: async () => {
      const result = await verifyLedger(db, auditLedger);
      await db.transaction((tx) => noteVerification(tx, result));
      const { firstBreak } = result;
      if (firstBreak)
        log.error({ ledger: result.ledger, seal: firstBreak.seal.toString(), found: firstBreak.kind }, 'the trail was tampered with');
    },
  };
}
