import type { Context, WaitingSource } from '../../platform/module/index.ts';
import { rowState } from '../../platform/session/index.ts';
import { teamsRights } from '../contract.ts';
import { texts } from './messages.gen.ts';
import { countOffers, offersSeen } from './queries.ts';

/** Offers that nobody has answered yet: people who come forward are not left waiting. */
export function offersWaiting(context: Context): WaitingSource {
  return {
    kind: 'teams.offers',
    label: (lang) => texts[lang].waiting_label(),
    rights: [teamsRights.offers],
    load: (actor, { lang, limit }) =>
      context.db.transaction(
        async (tx) => {
          const offers = await offersSeen(tx, { states: ['new'], limit, before: null });
          return {
            items: offers.map((offer) => ({
              id: offer.id,
              title: texts[lang].kind({ kind: offer.kind }),
              detail: offer.unitName,
              href: `/console/teams/offers/${offer.id}`,
              since: offer.offeredAt.toString(),
              due: null,
            })),
            count: await countOffers(tx, ['new']),
            overdue: 0,
          };
        },
        { state: rowState(actor, teamsRights.offers), readOnly: true },
      ),
  };
}
