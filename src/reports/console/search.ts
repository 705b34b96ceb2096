/** Reports in the officials' one search box: by code, part of a code, or words. It shows no words, so the trail needs no entry. */
import type { Context, SearchSource } from '../../platform/module/index.ts';
import { spokenCode } from '../code.ts';
import { reportsRights } from '../contract.ts';
import { deskState, openDesk } from './access.ts';
import { listAddress } from './list/choice.ts';
import { reportsOn } from './list/queries.ts';
import { texts } from './messages.gen.ts';
import { namesFor } from './names.ts';
import { stateName } from './words.ts';

export function reportsSearch(context: Context): SearchSource {
  const { db, clock } = context;
  return {
    kind: 'reports.reports',
    label: (lang) => texts[lang].list_title(),
    rights: [reportsRights.see],
    find: async (actor, { text, lang, limit }) => {
      const today = clock.today().toString();
      const asking = { desk: await openDesk(context, actor), today, now: clock.now(), languages: [], few: [] };
      const choice = { view: 'all', q: text.slice(0, 200), category: '', unit: '', office: '', urgency: '', days: 0 } as const;
      const { lines } = await db.transaction((tx) => reportsOn(tx, asking, choice, { after: null, limit }), {
        state: await deskState(context, actor, reportsRights.see),
        readOnly: true,
      });
      const names = await namesFor(db, context, lines, { on: today, lang });
      return lines.map((line) => ({
        title: `${line.category[lang]} · ${spokenCode(line.code)}`,
        detail: [names.units.get(line.unitId), stateName(line.state, lang)].filter(Boolean).join(' · '),
        href: `${listAddress}/${line.code}`,
      }));
    },
  };
}
