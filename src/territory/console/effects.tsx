import { formatDate } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { formatInteger } from '../../platform/numbers/index.ts';
import { DataTable } from '../../platform/ui/index.ts';
import type { LevelCount, Summary, UnitEffect } from '../commands/import/summary.ts';
import type { Level, UnitType } from '../contract.ts';
import { texts } from './messages.gen.ts';

/** Names that the tables need. */
export interface RecordNames {
  readonly levels: ReadonlyMap<string, Level>;
  readonly types: ReadonlyMap<string, UnitType>;
}

const mostUnits = 50;

/** How many units there are before and after, and what happens to each unit. */
export function Effects({ lang, summary, names }: { lang: Lang; summary: Summary; names: RecordNames }) {
  const t = texts[lang];
  return (
    <>
      {summary.counts.some((row) => row.before !== row.after) && <Counts lang={lang} summary={summary} names={names} />}
      <Units lang={lang} caption={t.effects_added({ count: summary.added.length })} units={summary.added} names={names} />
      <Units lang={lang} caption={t.effects_changed({ count: summary.changed.length })} units={summary.changed} names={names} />
      <Units lang={lang} caption={t.effects_ended({ count: summary.ended.length })} units={summary.ended} names={names} />
    </>
  );
}

function Counts({ lang, summary, names }: { lang: Lang; summary: Summary; names: RecordNames }) {
  const t = texts[lang];
  const levelName = (id: string) => {
    const level = names.levels.get(id);
    return (lang === 'vi' ? level?.nameVi : level?.nameEn) ?? id;
  };
  const columns = [
    { label: t.column_day(), cell: (row: LevelCount) => formatDate(row.day, lang) },
    { label: t.column_level(), cell: (row: LevelCount) => levelName(row.level) },
    { label: t.column_before(), kind: 'number' as const, cell: (row: LevelCount) => formatInteger(row.before, lang) },
    { label: t.column_after(), kind: 'number' as const, cell: (row: LevelCount) => <strong>{formatInteger(row.after, lang)}</strong> },
  ];
  const shown = new Set(summary.counts.map((row) => row.day)).size;
  const rows = summary.counts.filter((row) => row.before !== row.after);
  return (
    <>
      <DataTable caption={t.counts_title()} columns={columns} rows={rows} dense />
      {summary.days > shown && <p class="muted">{t.counts_more_days({ count: summary.days })}</p>}
    </>
  );
}

function Units(props: { lang: Lang; caption: string; units: readonly UnitEffect[]; names: RecordNames }) {
  const { lang, units, names } = props;
  const t = texts[lang];
  if (units.length === 0) return null;
  const typeName = (id: string) => {
    const type = names.types.get(id);
    return (lang === 'vi' ? type?.nameVi : type?.nameEn) ?? '';
  };
  const columns = [
    {
      label: t.column_unit(),
      cell: (row: UnitEffect) => (lang === 'vi' ? `${typeName(row.type)} ${row.name}` : `${row.name} (${typeName(row.type)})`),
    },
    { label: t.column_code(), cell: (row: UnitEffect) => row.code ?? '–' },
    { label: t.column_parent(), cell: (row: UnitEffect) => row.parent ?? '–' },
    { label: t.column_from_day(), cell: (row: UnitEffect) => formatDate(row.day, lang) },
  ];
  return (
    <details class="what" open={units.length <= 10}>
      <summary>{props.caption}</summary>
      <div class="what-body">
        <DataTable caption={props.caption} captionHidden columns={columns} rows={units.slice(0, mostUnits)} dense />
        {units.length > mostUnits && <p class="muted">{t.effects_more({ count: units.length - mostUnits })}</p>}
      </div>
    </details>
  );
}
