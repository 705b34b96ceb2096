/** The lines of the figures in two tables: what was done, and what senders and other offices say of it. */

import type { Lang } from '../../platform/i18n/index.ts';
import { formatInteger } from '../../platform/numbers/index.ts';
import { Card, type Column, DataTable } from '../../platform/ui/index.ts';
import { type Asked, addressOf, figuresPath, type NamedLine } from './ask.ts';
import type { Figures } from './figures.ts';
import { lineName, minutesText, shareText } from './labels.ts';
import { texts } from './messages.gen.ts';

type Row = { readonly key: string; readonly name: string; readonly figures: Figures; readonly whole?: true };

/** Two cards, the first with the id `lines`. `dayMinutes` are those of a working day. */
export function Lines(props: { lang: Lang; asked: Asked; lines: readonly NamedLine[]; total: Figures; dayMinutes: number }) {
  const { lang, asked, lines, total, dayMinutes } = props;
  const { by } = asked;
  const t = texts[lang];
  const told = (label: string, value: (figures: Figures) => string): Column<Row> => ({
    label,
    kind: 'number',
    cell: ({ figures }) => value(figures),
  });
  const counted = (label: string, value: (figures: Figures) => number) => told(label, (figures) => formatInteger(value(figures), lang));
  const narrowed = (key: string) =>
    by === 'month'
      ? { from: key, to: key, by: 'unit' as const }
      : { [by]: key, by: by === 'unit' ? ('category' as const) : ('unit' as const) };
  const name: Column<Row> = {
    label: t.by({ by }),
    cell: (row) =>
      row.whole ? (
        t.total()
      ) : row.key === '' ? (
        lineName(row, by, lang)
      ) : (
        <a href={addressOf(figuresPath, asked, narrowed(row.key))} rel="nofollow">
          {lineName(row, by, lang)}
        </a>
      ),
  };
  const done = [
    name,
    counted(t.column_received(), ({ received }) => received),
    counted(t.column_not_accepted(), ({ notAccepted }) => notAccepted),
    counted(t.column_answered(), ({ answered }) => answered),
    told(t.column_on_time(), ({ onTime }) => shareText(onTime, lang)),
    told(t.column_median(), ({ minutes }) => minutesText(minutes.median, dayMinutes, lang) ?? '–'),
    counted(t.column_waiting(), ({ waiting }) => waiting),
    counted(t.column_late(), ({ late }) => late),
    counted(t.column_standing(), ({ standing }) => standing.n),
    told(t.column_longest(), ({ standing: { longest } }) => (longest === null ? '–' : t.longest_days({ days: longest }))),
  ];
  const said = [
    name,
    told(t.column_rated(), ({ rated }) => shareText(rated, lang)),
    told(t.column_satisfied(), ({ satisfied }) => shareText(satisfied, lang)),
    told(t.column_dissatisfied(), ({ dissatisfied }) => shareText(dissatisfied, lang)),
    counted(t.column_reopened(), ({ reopened }) => reopened),
    counted(t.column_returned(), ({ returned }) => returned),
  ];
  const whole = { key: '', name: '', figures: total, whole: true } as const;
  return (
    <>
      <Card id="lines">
        <DataTable dense caption={t.table_done({ by })} columns={done} rows={lines} total={whole} />
      </Card>
      <Card>
        <DataTable dense caption={t.table_said({ by })} columns={said} rows={lines} total={whole} />
        {by === 'office' && <p class="muted small">{t.office_note()}</p>}
      </Card>
    </>
  );
}
