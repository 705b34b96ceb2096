import { formatDate } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { formatInteger } from '../../platform/numbers/index.ts';
import { type Column, DataTable } from '../../platform/ui/index.ts';
import { texts } from '../messages.gen.ts';
import { type LevelCount, titleName, type UnitLine } from '../queries/index.ts';
import type { Making } from './page.ts';
import { capitalized, typeNames } from './words.ts';

/**
 * Units as a table: name, code, what lies within, people. Columns without a value in any row are left out. `counts` names the
 * levels.
 */
export function UnitTable(props: {
  making: Making;
  units: readonly UnitLine[];
  counts: readonly LevelCount[];
  caption: string;
  withParent?: boolean;
}) {
  const { making, units, counts, caption, withParent = false } = props;
  const { lang } = making;
  const t = texts[lang];
  const levels = counts.filter((count) => units.some((unit) => unit.within.has(count.level)));
  const columns: Column<UnitLine>[] = [
    {
      label: t.column_name(),
      cell: (unit) => <a href={making.href(`/units/${unit.id}`)}>{titleName(unit, lang)}</a>,
    },
    ...(units.some((unit) => unit.code !== null)
      ? [{ label: t.column_code(), cell: (unit: UnitLine) => <span class="code">{unit.code ?? '–'}</span> }]
      : []),
    ...(withParent
      ? [
          {
            label: t.column_parent(),
            cell: (unit: UnitLine) =>
              unit.parentName !== null && unit.parentTypeName !== null
                ? titleName({ name: unit.parentName, typeName: unit.parentTypeName }, lang)
                : '–',
          },
        ]
      : []),
    ...(sameNames(units)
      ? [
          {
            label: t.column_former_parent(),
            cell: (unit: UnitLine) => (unit.formerParent === null ? '–' : titleName(unit.formerParent, lang)),
          },
        ]
      : []),
    ...levels.map((count) => ({
      label: capitalized(typeNames(count.types, lang, 2)),
      kind: 'number' as const,
      // No unit within is a gap in the record, as for communes whose villages nobody has entered: missing is never 0.
      cell: (unit: UnitLine) => {
        const within = unit.within.get(count.level);
        return within === undefined ? '–' : formatInteger(within, lang);
      },
    })),
    ...(units.some((unit) => unit.people !== null)
      ? [{ label: t.column_people(), kind: 'number' as const, cell: (unit: UnitLine) => <PeopleOf unit={unit} lang={lang} /> }]
      : []),
  ];
  return <DataTable caption={caption} columns={columns} rows={units} dense />;
}

/** Whether two units are called the same, as villages that came together from several communes are. */
function sameNames(units: readonly UnitLine[]): boolean {
  return new Set(units.map((unit) => `${unit.type} ${unit.name}`)).size < units.length;
}

/** The latest figure, with its day. */
function PeopleOf({ unit, lang }: { unit: UnitLine; lang: Lang }) {
  if (unit.people === null) return <>–</>;
  return (
    <>
      {formatInteger(unit.people.value, lang)}
      <br />
      <span class="muted small">{formatDate(unit.people.day)}</span>
    </>
  );
}
