/** What waits at these doors, for the officials' front page: calls to return, answers to bring. */
import { peopleRights } from '../../people/index.ts';
import { momentText } from '../../platform/calendar/index.ts';
import type { Context, WaitingSource } from '../../platform/module/index.ts';
import { dutyState, rowState } from '../../platform/session/index.ts';
import { spokenCode } from '../code.ts';
import { namesFor } from '../console/names.ts';
import { reportsRights } from '../contract.ts';
import { countToBring, toBring } from './behalf/written.ts';
import { callsAddress } from './calls/list.page.tsx';
import { countCalls, waitingCalls } from './calls/store.ts';
import { texts } from './messages.gen.ts';
import { visitsAddress } from './visits/visits.page.tsx';

/** Missed calls that can be returned now. */
export const callsWaiting = ({ db, clock, config }: Context): WaitingSource => ({
  kind: 'reports.calls',
  label: (lang) => texts[lang].calls_title(),
  rights: [reportsRights.intake],
  load: (actor, { lang, limit }) => {
    const now = clock.now();
    return db.transaction(
      async (tx) => {
        const t = texts[lang];
        const calls = await waitingCalls(tx, now, limit);
        return {
          items: calls
            .filter((call) => call.nextTryAt === null || Temporal.Instant.compare(call.nextTryAt, now) <= 0)
            .map((call) => ({
              id: call.id,
              title: t.call_at({ when: momentText(call.calledAt, config.TIME_ZONE) }),
              detail: t.call_count({ count: call.calls }),
              href: callsAddress,
              since: call.calledAt.toString(),
              due: null,
            })),
          count: await countCalls(tx, now),
          overdue: 0,
        };
      },
      { state: rowState(actor, reportsRights.intake), readOnly: true },
    );
  },
});

/** Answers that the actor has to bring or to say. */
export const visitsWaiting = (context: Context): WaitingSource => ({
  kind: 'reports.visits',
  label: (lang) => texts[lang].visits_title(),
  rights: [peopleRights.onBehalf],
  load: async (actor, { lang, limit }) => {
    const { db, clock } = context;
    const on = clock.today().toString();
    const { reports, count } = await db.transaction(
      async (tx) => ({ reports: await toBring(tx, actor, on, limit), count: await countToBring(tx, actor) }),
      { state: dutyState('identity'), readOnly: true },
    );
    const names = await namesFor(
      db,
      context,
      reports.map(({ unitId }) => ({ unitId, assigneeId: null })),
      { on, lang },
    );
    return {
      items: reports.map((report) => ({
        id: report.id,
        title: lang === 'vi' ? report.categoryVi : report.categoryEn,
        detail: [spokenCode(report.code), names.units.get(report.unitId)].filter(Boolean).join(' · '),
        href: `${visitsAddress}/${report.code}`,
        since: (report.answeredAt ?? report.sentAt).toString(),
        due: null,
      })),
      count,
      overdue: 0,
    };
  },
});
