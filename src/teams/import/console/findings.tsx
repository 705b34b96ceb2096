import type { Lang } from '../../../platform/i18n/index.ts';
import { formatInteger } from '../../../platform/numbers/index.ts';
import { DataTable, Pill, type View } from '../../../platform/ui/index.ts';
import { texts } from '../messages.gen.ts';
import type { FindingCode } from '../model.ts';
import type { ImportRow } from '../store/rows.ts';
import { findingLine, findingTitle } from '../words.ts';
import type { Shown } from './load.ts';

const tone = (code: FindingCode): 'danger' | 'waiting' | 'info' =>
  code.startsWith('E-') ? 'danger' : code.startsWith('W-') ? 'info' : 'waiting';

/** What was found, by kind; the rows of the one that was chosen. */
export function Findings({ view, shown }: { view: View; shown: Shown }) {
  const { lang } = view;
  const t = texts[lang];
  const { codes, asked, batch } = shown;
  if (codes.length === 0) return null;
  type Code = Shown['codes'][number];
  const columns = [
    {
      label: t.finding_column(),
      cell: ({ code }: Code) => <a href={`/console/teams/import/${batch.id}?code=${code}#rows`}>{findingTitle(code, lang)}</a>,
    },
    { label: t.finding_code(), cell: ({ code }: Code) => <Pill tone={tone(code)}>{code}</Pill> },
    { label: t.finding_count(), kind: 'number' as const, cell: ({ count }: Code) => formatInteger(count, lang) },
  ];
  return (
    <section id="rows">
      <h2>{t.findings_title()}</h2>
      <DataTable caption={t.findings_title()} captionHidden columns={columns} rows={codes} dense />
      {asked.code !== null && <Rows lang={lang} shown={shown} code={asked.code} />}
    </section>
  );
}

function Rows({ lang, shown, code }: { lang: Lang; shown: Shown; code: FindingCode }) {
  const t = texts[lang];
  const count = shown.codes.find((one) => one.code === code)?.count ?? 0;
  const columns = [
    { label: t.row_place(), cell: (row: ImportRow) => t.sheet_row({ sheet: row.sheet, row: String(row.sheetRow) }) },
    { label: t.row_name(), cell: (row: ImportRow) => row.cells.get('name') ?? '' },
    {
      label: t.row_say(),
      cell: (row: ImportRow) =>
        row.findings
          .filter((one) => one.code === code)
          .map((one) => findingLine(one, lang, shown.forces))
          .join(' '),
    },
  ];
  return (
    <>
      <DataTable caption={t.rows_of({ title: findingTitle(code, lang), count })} columns={columns} rows={shown.found} dense />
      {count > shown.found.length && <p class="muted">{t.rows_more({ shown: shown.found.length, count })}</p>}
    </>
  );
}
