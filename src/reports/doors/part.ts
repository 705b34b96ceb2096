import { peopleRights } from '../../people/index.ts';
import { registerInbound } from '../../platform/messaging/index.ts';
import { reportsRights } from '../contract.ts';
import type { Part } from '../part.ts';
import { newForAddress, writtenAddress } from './behalf/new-for.page.tsx';
import { behalfRoutes } from './behalf/routes.ts';
import { callRetention, resealCalls } from './calls/keeping.ts';
import { callsAddress } from './calls/list.page.tsx';
import { callDeskRoutes } from './calls/routes.ts';
import { texts } from './messages.gen.ts';
import { slipRoutes } from './slips/routes.ts';
import { slipsAddress } from './slips/slips.page.tsx';
import { reportSms } from './sms/handler.ts';
import { visitRoutes } from './visits/routes.ts';
import { visitsAddress } from './visits/visits.page.tsx';
import { callsWaiting, visitsWaiting } from './waiting.ts';
import { doorsRefusalText } from './words.ts';

registerInbound(reportSms);

/** Other doors into the same queue: SMS, missed calls, slips of paper, helpers; and the answers that have to be brought back. */
export const doorsPart: Part = {
  routes: (app, context) => {
    callDeskRoutes(app, context);
    slipRoutes(app, context);
    behalfRoutes(app, context);
    visitRoutes(app, context);
  },
  jobs: (context) => [
    {
      name: 'reports.reseal-calls',
      cron: '55 3 * * *',
      handle: async () => {
        const changed = await resealCalls(context);
        if (changed > 0) context.log.info({ changed }, 'numbers of missed calls were sealed under the current key');
      },
    },
  ],
  navigation: [
    { area: 'console', href: newForAddress, label: (lang) => texts[lang].new_for_title(), right: peopleRights.onBehalf, order: 11 },
    { area: 'console', href: writtenAddress, label: (lang) => texts[lang].written_title(), right: peopleRights.onBehalf, order: 12 },
    { area: 'console', href: visitsAddress, label: (lang) => texts[lang].visits_title(), right: peopleRights.onBehalf, order: 13 },
    { area: 'console', href: callsAddress, label: (lang) => texts[lang].calls_title(), right: reportsRights.intake, order: 14 },
    { area: 'console', href: slipsAddress, label: (lang) => texts[lang].slips_title(), right: peopleRights.onBehalf, order: 15 },
  ],
  waiting: (context) => [callsWaiting(context), visitsWaiting(context)],
  retention: () => [callRetention],
  refusalText: doorsRefusalText,
};
