import type { Part } from '../part.ts';
import { moveOn } from './commands.ts';
import { texts } from './messages.gen.ts';
import { decisionRoutes } from './routes.ts';
import { waitingDecisions } from './waiting.ts';
import { decisionRefusalText } from './words.ts';

const BATCH = 100;

/** Two-person decisions: the pages, what waits, and what time does. */
export const decisions: Part = {
  routes: decisionRoutes,
  navigation: [{ area: 'console', href: '/console/decisions', label: (lang) => texts[lang].navigation(), right: 'site.console', order: 5 }],
  waiting: (context) => [waitingDecisions(context)],
  jobs: (context) => [
    {
      name: 'people.move-decisions-on',
      cron: '*/5 * * * *',
      handle: async (_payload, { signal }) => {
        for (;;) {
          const { passedOn, expired } = await context.db.transaction((tx) => moveOn(tx, BATCH));
          if (passedOn + expired < BATCH || signal.aborted) return;
        }
      },
    },
  ],
  refusalText: decisionRefusalText,
};
