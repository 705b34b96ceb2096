import { formatDate } from '../../platform/calendar/index.ts';
import type { Context, WaitingSource } from '../../platform/module/index.ts';
import { formatInteger } from '../../platform/numbers/index.ts';
import { rowState } from '../../platform/session/index.ts';
import { deniedAt } from '../access.ts';
import { teamsRights } from '../contract.ts';
import { refusalOfFaults } from './apply/apply.ts';
import { texts } from './messages.gen.ts';
import { visibleBatches } from './store/batches.ts';

/** Lists counted at most. */
const MOST = 200;

/** Lists that whoever holds the right in all their places can make the record. */
export function waitingImports({ db }: Pick<Context, 'db'>): WaitingSource {
  return {
    kind: 'teams.import',
    label: (lang) => texts[lang].waiting_kind(),
    rights: [teamsRights.apply],
    load: async (actor, { lang, limit }) => {
      const open = await db.transaction((tx) => visibleBatches(tx, { limit: MOST, open: true }), {
        state: rowState(actor, teamsRights.apply),
      });
      const mine = open.filter(
        (batch) =>
          batch.counts.add + batch.counts.change + batch.counts.end > 0 &&
          refusalOfFaults(batch) === null &&
          deniedAt(actor, teamsRights.apply, batch.how.places) === null,
      );
      const n = (value: number) => formatInteger(value, lang);
      return {
        items: mine.slice(0, limit).map(({ id, fileName, asOf, counts, checkedAt }) => ({
          id,
          title: texts[lang].waiting_title({ file: fileName }),
          detail: [
            formatDate(asOf),
            texts[lang].counts_line({ add: n(counts.add), change: n(counts.change), end: n(counts.end), refused: n(counts.refused) }),
          ].join(' · '),
          href: `/console/teams/import/${id}`,
          since: checkedAt.toString(),
          due: null,
        })),
        count: mine.length,
        overdue: 0,
      };
    },
  };
}
