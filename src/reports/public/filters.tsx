/** The choices of the list as one form that works without script and whose address can be shared. */
import type { Lang } from '../../platform/i18n/index.ts';
import { collator } from '../../platform/text/index.ts';
import { Button, SelectField, TextField } from '../../platform/ui/index.ts';
import { parametersOf, periods } from './asked.ts';
import type { Listing } from './gather.ts';
import { choiceName } from './labels.ts';
import { texts } from './messages.gen.ts';

/** Parameters that the form asks itself. */
const asks = new Set(['q', 'category', 'unit', 'period', 'from', 'to', 'box']);

export function Filters({ lang, listing }: { lang: Lang; listing: Listing }) {
  const { asked, categories, places, unit } = listing;
  const t = texts[lang];
  const opened = asked.text !== '' || asked.category !== '' || asked.unit !== null || asked.period !== null;
  const tops = categories.filter((category) => category.parentCode === null);
  const categoryOptions = tops.flatMap((top) => [
    { value: top.code, label: top.names[lang] },
    ...categories
      .filter((category) => category.parentCode === top.code)
      .map((category) => ({ value: category.code, label: t.category_within({ parent: top.names[lang], name: category.names[lang] }) })),
  ]);
  // A village that was asked for stays chosen, though the list has none.
  const sorted = places.toSorted((a, b) => collator.compare(a.name, b.name));
  const offered = unit === null || unit.parent === null || places.some(({ id }) => id === unit.id) ? sorted : [unit, ...sorted];
  const hidden = Object.entries(parametersOf(asked)).filter(([name]) => !asks.has(name));
  return (
    <details class="report-filters" id="filters" open={opened}>
      <summary>{t.filters()}</summary>
      <form action="/reports">
        {hidden.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <TextField lang={lang} name="q" label={t.filter_words()} hint={t.filter_words_hint()} value={asked.text} maxLength={200} optional />
        <SelectField
          lang={lang}
          name="category"
          label={t.filter_category()}
          options={[{ value: '', label: t.every_category() }, ...categoryOptions]}
          value={asked.category}
          optional
        />
        <SelectField
          lang={lang}
          name="unit"
          label={t.filter_unit()}
          options={[{ value: '', label: t.every_unit() }, ...offered.map((one) => ({ value: one.id, label: choiceName(one, lang) }))]}
          value={asked.unit ?? ''}
          optional
        />
        <SelectField
          lang={lang}
          name="period"
          label={t.filter_period()}
          options={[
            { value: '', label: t.every_period() },
            ...periods.map((days) => ({ value: String(days), label: t.period_days({ days }) })),
          ]}
          value={asked.period === null ? '' : String(asked.period)}
          optional
        />
        <Button icon="search">{t.filter_submit()}</Button>
      </form>
    </details>
  );
}
