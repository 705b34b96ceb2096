/** What the nightly comparison found lately, for those who run the system. */
import { sql } from 'kysely';
import { formatDate } from '../../platform/calendar/index.ts';
import type { Context, WaitingSource } from '../../platform/module/index.ts';
import { texts } from './messages.gen.ts';

/** Evidence is shown for so many days, whether or not the nights after it were quiet. */
const shownDays = 7;

/** Nights on which something differed: nobody has to decide, but somebody has to know. */
export function waitingDifferences({ db, clock, config }: Context): WaitingSource {
  return {
    kind: 'indicators.coverage-differs',
    label: (lang) => texts[lang].differs_label(),
    // Held by those who run the system; a right of its own would be one more row in every province's list for one line on a page.
    rights: ['messaging.see'],
    async load(_actor, { lang, limit }) {
      const since = clock.now().subtract({ hours: 24 * shownDays });
      const { rows } = await sql<{ id: string; checked_at: Temporal.Instant; count: number }>`
        select id, checked_at, jsonb_array_length(differences) as count from indicators.coverage_check
        where checked_at >= ${since.toString()}::timestamptz and differences <> '[]' order by checked_at desc`.execute(db.rows());
      const t = texts[lang];
      const items = rows.slice(0, limit).map(({ id, checked_at, count }) => ({
        id,
        title: t.differs_title(),
        detail: t.differs_detail({ count, day: formatDate(checked_at.toZonedDateTimeISO(config.TIME_ZONE).toPlainDate().toString()) }),
        href: '/coverage',
        since: checked_at.toString(),
        due: null,
      }));
      return { items, count: rows.length, overdue: 0 };
    },
  };
}
