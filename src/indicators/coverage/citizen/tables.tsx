/** What the picture shows, as tables. Each number opens its list. */
import { formatDate } from '../../../platform/calendar/index.ts';
import { formatInteger, formatPercent } from '../../../platform/numbers/index.ts';
import { type Column, DataTable, EmptyState, Pill } from '../../../platform/ui/index.ts';
import { fullName, titleName } from '../../../territory/index.ts';
import type { CoverageFigures, CoverageStep } from '../../contract.ts';
import type { CoverageLine } from '../read.ts';
import { coveragePath } from './address.ts';
import { Figure } from './figures.tsx';
import type { Showing } from './gather.ts';
import type { ListName } from './lists/names.ts';
import { texts } from './messages.gen.ts';

type Row = { readonly line: CoverageLine } | { readonly total: CoverageFigures };

/** The units one level down, with a last row that is the whole. */
export function ChildrenTable({ showing }: { showing: Showing }) {
  const { view, lang, name, kinds } = showing;
  const t = texts[lang];
  if (view.children.length === 0) {
    return <EmptyState icon="unit" title={t.no_children_title()} why={t.no_villages_why({ kinds: kinds.villages(2) })} />;
  }
  if (view.children.every(({ unit }) => unit.level === 'village')) return <VillagesTable showing={showing} />;
  const number = (label: string, value: (figures: CoverageFigures) => number, list: ListName): Column<Row> => ({
    label,
    kind: 'number',
    cell: (row) =>
      'total' in row ? (
        <Figure showing={showing} value={value(row.total)} list={list} />
      ) : (
        <Figure showing={showing} value={value(row.line)} list={list} unit={row.line.unit.id} />
      ),
  });
  const reached = (label: string, level: 'communes' | 'villages'): Column<Row> => ({
    label,
    kind: 'number',
    cell: (row) => <Reached showing={showing} row={row} level={level} />,
  });
  const oneLevelUp = view.children.every(({ unit }) => unit.level === 'commune');
  const columns: Column<Row>[] = [
    {
      label: t.column_unit(),
      cell: (row) =>
        'total' in row ? t.total() : <a href={showing.href(coveragePath, { unit: row.line.unit.id })}>{titleName(row.line.unit, lang)}</a>,
    },
    ...(oneLevelUp ? [stateColumn(showing)] : [reached(t.column_communes(), 'communes')]),
    reached(t.column_villages(), 'villages'),
    number(t.column_members(), ({ members }) => members.commune + members.village, 'members'),
  ];
  const caption = view.unit
    ? t.table_children({ unit: titleName(view.unit, lang) })
    : view.children.length > 1
      ? t.table_roots()
      : t.table_children({ unit: name });
  const shown = view.children.filter(({ unit }) => !showing.unrecorded.has(unit.id));
  return (
    <>
      <DataTable caption={caption} columns={columns} rows={shown.map((line): Row => ({ line }))} total={{ total: view }} dense />
      <Unrecorded showing={showing} />
    </>
  );
}

/** The units of which nothing is recorded on the day, by name: lines of nothing would hide those with something. */
function Unrecorded({ showing }: { showing: Showing }) {
  const { view, lang, kinds, unrecorded, href } = showing;
  const units = view.children.flatMap(({ unit }) => (unrecorded.has(unit.id) ? [unit] : []));
  if (units.length === 0) return null;
  return (
    <details class="what">
      <summary>{texts[lang].no_data_list({ count: units.length, kinds: kinds.communes(units.length) })}</summary>
      <ul class="coverage-names">
        {units.map((unit) => (
          <li key={unit.id}>
            <a href={href(coveragePath, { unit: unit.id })}>{titleName(unit, lang)}</a>
          </li>
        ))}
      </ul>
    </details>
  );
}

function stateColumn({ lang }: Showing): Column<Row> {
  const t = texts[lang];
  return {
    label: t.column_communes(),
    kind: 'number',
    cell: (row) => {
      if ('total' in row) return `${formatInteger(row.total.communes.withTeam, lang)}/${formatInteger(row.total.communes.total, lang)}`;
      const { communes } = row.line;
      return communes.withTeam > 0 ? <Pill tone="good">{t.state_has()}</Pill> : <Pill tone="waiting">{t.state_lacks()}</Pill>;
    },
  };
}

function Reached({ showing, row, level }: { showing: Showing; row: Row; level: 'communes' | 'villages' }) {
  const { lang, choice } = showing;
  const { withTeam, total } = ('total' in row ? row.total : row.line)[level];
  if (total === 0) return <>–</>;
  const unit = 'total' in row ? choice.unit : row.line.unit.id;
  return (
    <a class="figure-link" rel="nofollow" href={showing.href(`/coverage/lists/${level}`, { unit, by: 'villages' })}>
      {formatInteger(withTeam, lang)}/{formatInteger(total, lang)}
    </a>
  );
}

function VillagesTable({ showing }: { showing: Showing }) {
  const { view, lang } = showing;
  const t = texts[lang];
  const columns: Column<CoverageLine>[] = [
    {
      label: t.column_unit(),
      cell: ({ unit }) => <a href={showing.href(coveragePath, { unit: unit.id, by: 'villages' })}>{titleName(unit, lang)}</a>,
    },
    {
      label: t.column_state(),
      cell: ({ villages }) =>
        villages.withTeam > 0 ? <Pill tone="good">{t.state_has()}</Pill> : <Pill tone="waiting">{t.state_lacks()}</Pill>,
    },
    {
      label: t.column_members(),
      kind: 'number',
      cell: ({ unit, members }) => <Figure showing={showing} value={members.village} list="village-members" unit={unit.id} />,
    },
  ];
  return (
    <DataTable
      caption={t.table_children({ unit: view.unit ? titleName(view.unit, lang) : fullName(view.children[0]?.unit ?? noUnit, lang) })}
      columns={columns}
      rows={view.children}
      dense
    />
  );
}

const noUnit = { name: '', typeName: { vi: '', en: '' } };

interface ForceRow {
  readonly code: string | null;
  readonly label: string;
  readonly value: number;
}

/** Members by core force; the sum is all members. */
export function ForcesTable({ showing }: { showing: Showing }) {
  const { view, lang, forces, day } = showing;
  const t = texts[lang];
  const all = view.members.commune + view.members.village;
  const columns: Column<ForceRow>[] = [
    { label: t.column_force(), cell: ({ label }) => label },
    {
      label: t.column_members(),
      kind: 'number',
      cell: ({ code, value }) => <Figure showing={showing} value={value} list="members" {...(code === null ? {} : { force: code })} />,
    },
    { label: t.column_share(), kind: 'number', cell: ({ value }) => formatPercent(value, all, lang) },
  ];
  const rows = forces.map(({ code, name }): ForceRow => ({ code, label: name[lang], value: view.members.byCoreForce[code] ?? 0 }));
  return (
    <DataTable
      caption={t.table_forces({ day })}
      columns={columns}
      rows={rows.filter(({ value }) => value > 0)}
      total={{ code: null, label: t.total(), value: all }}
      dense
    />
  );
}

const mostSteps = 60;

/** How the figures changed, the latest first. */
export function StepsTable({ showing }: { showing: Showing }) {
  const { view, lang, about } = showing;
  const t = texts[lang];
  const shown = view.series.slice(-mostSteps).toReversed();
  const number = (label: string, value: (step: CoverageStep) => number): Column<CoverageStep> => ({
    label,
    kind: 'number',
    cell: (step) => formatInteger(value(step), lang),
  });
  const columns: Column<CoverageStep>[] = [
    {
      label: t.column_day(),
      cell: ({ from }) => <a href={showing.href(coveragePath, { on: from, by: 'villages' })}>{formatDate(from)}</a>,
    },
    ...(about === 'units' ? [number(t.column_communes(), ({ communes }) => communes.withTeam)] : []),
    ...(about === 'village'
      ? []
      : [
          number(t.column_villages(), ({ villages }) => villages.withTeam),
          number(t.column_commune_members(), ({ members }) => members.commune),
        ]),
    number(t.column_village_members(), ({ members }) => members.village),
  ];
  const all = view.series.length;
  return (
    <DataTable
      caption={shown.length < all ? t.table_time_some({ shown: shown.length, all }) : t.table_time()}
      columns={columns}
      rows={shown}
      dense
    />
  );
}
