/** Active use, month by month. */
import type { Lang } from '../../platform/i18n/index.ts';
import { formatInteger } from '../../platform/numbers/index.ts';
import { Card, type Column, DataTable } from '../../platform/ui/index.ts';
import type { ActiveUse } from './figures.ts';
import { monthText } from './labels.ts';
import { texts } from './messages.gen.ts';
import { uses } from './use.ts';

type Row = readonly [string, readonly ActiveUse[]];

export function UseCard({ lang, use }: { lang: Lang; use: readonly ActiveUse[] }) {
  const t = texts[lang];
  const rows: readonly Row[] = [...Map.groupBy(use, (one) => one.month)];
  const told = (count: number | null | undefined) =>
    count === null ? t.use_hidden() : count === undefined ? formatInteger(0, lang) : formatInteger(count, lang);
  const of = (what: string): Column<Row> => ({
    label: t.use_what({ what }),
    kind: 'number',
    cell: ([, list]) => {
      const one = list.find((found) => found.what === what);
      return `${told(one?.persons)} · ${told(one?.browsers)}`;
    },
  });
  return (
    <Card title={t.use_title()} id="use">
      <p>{t.use_text()}</p>
      {rows.length === 0 ? (
        <p class="muted">{t.use_none()}</p>
      ) : (
        <>
          <p class="muted small">{t.use_place()}</p>
          <DataTable
            dense
            caption={`${t.use_persons()} · ${t.use_browsers()}`}
            columns={[{ label: t.use_month(), cell: ([month]) => monthText(month) }, ...uses.map(of)]}
            rows={rows}
          />
        </>
      )}
    </Card>
  );
}
