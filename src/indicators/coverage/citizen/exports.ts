/** The table of the coverage page as files: what it is about stands above it, then one line a unit, then the whole. */
import type { Lang } from '../../../platform/i18n/index.ts';
import { type CellToWrite, type ColumnToWrite, writeCsv, writeWorkbook } from '../../../platform/sheets/index.ts';
import { titleName } from '../../../territory/index.ts';
import type { CoverageFigures } from '../../contract.ts';
import type { CoverageView } from '../read.ts';
import type { ListedFigure } from './lists/list.ts';
import { placeOfRoots } from './lists/list.ts';
import { texts } from './messages.gen.ts';

export interface Sheet {
  readonly name: string;
  /** Two cells a line: what, and which. */
  readonly head: readonly (readonly [string, string])[];
  readonly columns: readonly ColumnToWrite[];
  readonly rows: readonly (readonly CellToWrite[])[];
}

type Forces = readonly { readonly code: string; readonly name: { readonly vi: string; readonly en: string } }[];

/** The units one level down and their whole. `address` is the page's. Days are ISO: files are read by programs too. */
export function coverageSheet(view: CoverageView, forces: Forces, lang: Lang, address: string): Sheet {
  const t = texts[lang];
  const place = view.unit ? titleName(view.unit, lang) : placeOfRoots(view, lang);
  const number = (title: string): ColumnToWrite => ({ title, kind: 'whole' });
  const figures = (of: CoverageFigures): CellToWrite[] => [
    of.communes.withTeam,
    of.communes.total,
    of.villages.withTeam,
    of.villages.total,
    of.members.commune,
    of.members.village,
    of.people,
    ...forces.map(({ code }) => of.members.byCoreForce[code] ?? 0),
  ];
  return {
    name: t.export_sheet(),
    head: [...headOf(view, place, lang, address)],
    columns: [
      { title: t.export_code(), kind: 'text' },
      { title: t.column_unit(), kind: 'text', width: 32 },
      number(t.export_communes_with_team()),
      number(t.export_communes_total()),
      number(t.export_villages_with_team()),
      number(t.export_villages_total()),
      number(t.column_commune_members()),
      number(t.column_village_members()),
      number(t.export_people()),
      ...forces.map(({ name }) => number(name[lang])),
    ],
    rows: [
      ...view.children.map((child) => [child.unit.code ?? '', titleName(child.unit, lang), ...figures(child)]),
      [view.unit?.code ?? '', `${t.total()}: ${place}`, ...figures(view)],
    ],
  };
}

function headOf({ on, map }: CoverageView, place: string, lang: Lang, address: string): readonly (readonly [string, string])[] {
  const t = texts[lang];
  return [
    [t.export_unit(), place],
    [t.export_on(), on],
    [t.export_map(), map],
    [t.export_address(), address],
  ];
}

/** A list behind a figure. */
export function listSheet(list: ListedFigure, view: CoverageView, lang: Lang, address: string): Sheet {
  const t = texts[lang];
  const place = view.unit ? titleName(view.unit, lang) : placeOfRoots(view, lang);
  const text = (title: string): ColumnToWrite => ({ title, kind: 'text', width: 32 });
  const number = (title: string): ColumnToWrite => ({ title, kind: 'whole' });
  const head = headOf(view, place, lang, address);
  const named = (unit: { readonly name: string; readonly typeName: { readonly vi: string; readonly en: string } } | null) =>
    unit ? titleName(unit, lang) : '';
  const { rows } = list;
  if (rows.kind === 'units') {
    return {
      name: list.title,
      head,
      columns: [text(t.export_code()), text(t.column_unit()), text(t.column_parent()), text(t.column_state()), number(t.column_teams())],
      rows: rows.units.map((unit) => [
        unit.code ?? '',
        named(unit),
        named(unit.parent),
        unit.teams > 0 ? t.state_has() : unit.recorded ? t.state_lacks() : t.state_no_data(),
        unit.teams,
      ]),
    };
  }
  if (rows.kind === 'teams') {
    return {
      name: list.title,
      head,
      columns: [text(t.column_team()), text(t.column_seat()), text(t.column_parent()), text(t.column_leader()), number(t.column_members())],
      rows: rows.teams.map((team) => [team.name, named(team.seat), named(team.parent), team.led ? t.yes() : t.no(), team.members]),
    };
  }
  return {
    name: list.title,
    head,
    columns: [number(t.column_serves()), number(t.column_people()), number(t.column_members())],
    rows: rows.people.map(({ teams, people }) => [teams, people, teams * people]),
  };
}

export function asCsv({ head, columns, rows }: Sheet): Uint8Array {
  return writeCsv([...head, columns.map(({ title }) => title), ...rows]);
}

export function asWorkbook({ name, head, columns, rows }: Sheet): Uint8Array {
  return writeWorkbook([{ name, above: head.map(([what, which]) => `${what}: ${which}`), columns, rows }]);
}
