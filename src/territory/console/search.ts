import { formatDate } from '../../platform/calendar/index.ts';
import type { Context, SearchSource } from '../../platform/module/index.ts';
import { findUnits, titleName } from '../queries/index.ts';
import { texts } from './messages.gen.ts';

/** Units by name, former name, other spelling or code, of any time, for the officials' one search box. Everybody may see them. */
export function unitSearch({ db, clock }: Pick<Context, 'db' | 'clock'>): SearchSource {
  return {
    kind: 'territory.units',
    label: (lang) => texts[lang].search_units(),
    rights: ['public'],
    find: async (_actor, { text, lang, limit }) => {
      const t = texts[lang];
      const { items } = await findUnits(db, { on: clock.today().toString(), anyTime: true, q: text, limit });
      return items.map((unit) => ({
        title: titleName(unit, lang),
        detail: [
          ...(unit.parentName === null ? [] : [unit.parentName]),
          ...(unit.code === null ? [] : [t.search_code({ code: unit.code })]),
          ...(unit.existsTo === null ? [] : [t.search_until({ day: formatDate(unit.existsTo, lang) })]),
        ].join(' · '),
        href: unit.existsTo === null ? `/units/${unit.id}` : `/units/${unit.id}?on=${unit.existsTo}`,
      }));
    },
  };
}
