import type { Context, SearchSource } from '../../platform/module/index.ts';
import { rowState } from '../../platform/session/index.ts';
import { peopleRights } from '../contract.ts';
import { listed, recordSearch } from './gather.ts';
import { texts } from './messages.gen.ts';
import { looksLikePhone, normalPhone } from './phone.ts';
import { findByPhone, findPersons } from './queries.ts';

/** Persons for the officials' one search box: by words of the name, or by a whole number. Who was shown is in the trail. */
export function personSearch(context: Context): SearchSource {
  const { db, vault, clock } = context;
  return {
    kind: 'people.person',
    label: (lang) => texts[lang].search_kind(),
    rights: [peopleRights.see],
    find: (actor, { text, lang, limit }) =>
      db.transaction(
        async (tx) => {
          const phone = looksLikePhone(text) ? normalPhone(text) : null;
          const today = clock.today().toString();
          const found =
            phone === null
              ? await findPersons(tx, actor, peopleRights.see, { words: text, kind: 'all', today, limit })
              : (await findByPhone(tx, vault, actor, peopleRights.see, phone)).slice(0, limit);
          await recordSearch(tx, actor, { by: [phone === null ? 'name' : 'phone'], persons: found, right: peopleRights.see });
          const rows = await listed(tx, context, found, lang);
          return rows.map((row) => ({
            title: row.fullName,
            detail: [row.birthYear, row.place, row.roles.join(', ')].filter(Boolean).join(' · '),
            href: `/console/people/${row.id}`,
          }));
        },
        { state: rowState(actor, peopleRights.see) },
      ),
  };
}
