/** Decisions on the officials' front page. */
import type { Context, WaitingItem, WaitingSource } from '../../platform/module/index.ts';
import { rowState } from '../../platform/session/index.ts';
import { peopleRights } from '../contract.ts';
import { placeScope } from './access.ts';
import { decidingRights } from './kinds.ts';
import { texts } from './messages.gen.ts';
import { byDue, decidable, dueFor, type Seen, see } from './queries.ts';
import { listOpen } from './store.ts';

const MOST = 500;

/** What waits for a second person: with the way to agree in one tap for whoever may. */
export function waitingDecisions(context: Context): WaitingSource {
  return {
    kind: 'people.decisions',
    label: (lang) => texts[lang].kind_label(),
    rights: [...decidingRights(), 'site.place'],
    load: (actor, { lang, limit, scope }) =>
      context.db.transaction(
        async (tx) => {
          const now = tx.clock.now();
          const all = scope === 'mine' ? await decidable(tx, actor) : byDue(actor, await listOpen(tx, placeScope(actor), now, MOST));
          const seen = await see(tx, actor, lang, all.slice(0, limit));
          const overdue = all.filter((decision) => Temporal.Instant.compare(dueFor(actor, decision), now) <= 0).length;
          return { items: seen.map((one) => item(one, lang)), count: all.length, overdue };
        },
        { state: rowState(actor, peopleRights.see) },
      ),
  };
}

function item({ decision, title, detail, names, due, mayDecide }: Seen, lang: 'vi' | 'en'): WaitingItem {
  const t = texts[lang];
  const address = `/console/decisions/${decision.id}`;
  const who = names.get(decision.proposedBy) ?? t.nobody_known();
  return {
    id: decision.id,
    title,
    detail: [...(detail === null ? [] : [detail]), t.detail_line({ who, why: decision.reason })].join(' · '),
    href: address,
    since: decision.proposedAt.toString(),
    due: due.toString(),
    ...(mayDecide ? { actions: [{ label: t.confirm(), action: `${address}/confirm`, fields: {}, primary: true }] } : {}),
  };
}
