import { rowState, system } from '../../platform/session/index.ts';
import { reportsRights } from '../contract.ts';
import type { Part } from '../part.ts';
import { closeOld } from './close.ts';
import { recomputeDeadlines } from './deadlines-store.ts';
import { escalateDue, remindDue } from './escalation.ts';
import { followOffices } from './follow-offices.ts';
import { resealContacts } from './reseal.ts';
import { contactRetention } from './retention.ts';
import { registerReportFiles } from './uploads.ts';
import { coreRefusalText } from './words.ts';

registerReportFiles();

export const corePart: Part = {
  jobs: (context) => [
    {
      name: 'reports.close-old',
      cron: '35 2 * * *',
      handle: async () => {
        const closed = await closeOld(context);
        if (closed > 0) context.log.info({ closed }, 'answered reports were closed');
      },
    },
    {
      // The calendar is loaded at each start, and holidays are announced late: a look each night finds what has to move.
      name: 'reports.recompute-deadlines',
      cron: '45 2 * * *',
      handle: async () => {
        const state = rowState(system, reportsRights.intake);
        const moved = await context.db.transaction((tx) => recomputeDeadlines(tx, context), { state });
        if (moved > 0) context.log.info({ moved }, 'deadlines of reports moved');
      },
    },
    {
      name: 'reports.follow-offices',
      cron: '55 2 * * *',
      handle: async () => {
        const moved = await context.db.transaction((tx) => followOffices(tx, context));
        if (moved > 0) context.log.info({ moved }, 'reports followed their offices');
      },
    },
    {
      name: 'reports.escalate',
      cron: '*/5 * * * *',
      handle: async () => {
        const told = await escalateDue(context);
        if (told > 0) context.log.info({ told }, 'officials were told of reports whose time runs out');
      },
    },
    {
      name: 'reports.remind',
      cron: '*/10 * * * *',
      handle: async () => {
        const told = await remindDue(context);
        if (told > 0) context.log.info({ told }, 'senders were reminded to judge an answer');
      },
    },
    {
      name: 'reports.reseal-contacts',
      cron: '50 3 * * *',
      handle: async () => {
        const changed = await resealContacts(context);
        if (changed > 0) context.log.info({ changed }, 'contacts of senders were sealed under the current key');
      },
    },
  ],
  retention: () => [contactRetention],
  refusalText: coreRefusalText,
};
