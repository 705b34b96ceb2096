import type { Lang } from '../../../platform/i18n/index.ts';
import { Button, FormToken, SelectField, type View } from '../../../platform/ui/index.ts';
import { lettersOf } from '../marks.ts';
import { texts } from '../messages.gen.ts';
import { fields, type SheetColumns } from '../model.ts';
import type { Batch } from '../store/batches.ts';
import { fieldName } from '../words.ts';
import type { Choice } from './load.ts';

/** How each column was read, and the way to say otherwise. */
export function Mapping({ view, batch, open }: { view: View; batch: Batch; open: boolean }) {
  const { lang } = view;
  const t = texts[lang];
  return (
    <details class="what" open={open} id="columns">
      <summary>{t.mapping_title()}</summary>
      <form class="form" method="post" action={`/console/teams/import/${batch.id}/columns`}>
        <FormToken view={view} />
        <p>{t.mapping_intro()}</p>
        {batch.how.sheets.map((sheet, index) => (
          <Sheet key={sheet.sheet} lang={lang} sheet={sheet} index={index} />
        ))}
        <Button kind="secondary">{t.mapping_button()}</Button>
      </form>
    </details>
  );
}

function Sheet({ lang, sheet, index }: { lang: Lang; sheet: SheetColumns; index: number }) {
  const t = texts[lang];
  const options = [{ value: '', label: t.field_none() }, ...fields.map((field) => ({ value: field, label: fieldName(field, lang) }))];
  return (
    <fieldset class="field">
      <legend>{t.mapping_sheet({ sheet: sheet.sheet })}</legend>
      {sheet.headerRow === null && <p class="muted">{t.mapping_none()}</p>}
      {sheet.columns.map(({ column, header, field }) => (
        <SelectField
          key={column}
          lang={lang}
          name={`c-${index}-${column}`}
          label={t.mapping_column({ column: lettersOf(column), header })}
          options={options}
          value={field ?? ''}
        />
      ))}
    </fieldset>
  );
}

/** Rows that could mean somebody who is known. */
export function Persons({ view, batch, choices }: { view: View; batch: Batch; choices: readonly Choice[] }) {
  const { lang } = view;
  const t = texts[lang];
  if (choices.length === 0) return null;
  const year = (birthYear: number | null): string => (birthYear === null ? '' : ` (${birthYear})`);
  return (
    <section>
      <h2>{t.persons_title()}</h2>
      <p>{t.persons_intro()}</p>
      <form class="form" method="post" action={`/console/teams/import/${batch.id}/persons`}>
        <FormToken view={view} />
        {choices.map(({ row, matches, chosen }) => (
          <SelectField
            key={row.rowNo}
            lang={lang}
            name={`p-${row.rowNo}`}
            label={t.person_row({
              name: row.staged?.reading.name ?? '',
              birth: year(row.staged?.reading.birthYear ?? null),
              row: String(row.sheetRow),
            })}
            options={[
              { value: '', label: t.person_leave() },
              { value: 'new', label: t.person_new() },
              ...matches.map((match) => ({
                value: match.personId,
                label: t.person_is({ who: `${match.fullName}${year(match.birthYear)}` }),
              })),
            ]}
            value={chosen ?? ''}
          />
        ))}
        <Button kind="secondary">{t.persons_button()}</Button>
      </form>
    </section>
  );
}
