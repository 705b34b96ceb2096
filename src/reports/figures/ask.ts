/** What an address asks of the figures, and the lists from which a reader chooses. */
import { sql } from 'kysely';
import { organisationName } from '../../people/index.ts';
import type { Reader } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { isId, unitsWithin } from '../../territory/index.ts';
import type { Names } from '../core/types.ts';
import { type ActiveUse, activeUse, type Figures, type Grouping, groupings, type Lifted, sumRows } from './figures.ts';
import { texts } from './messages.gen.ts';
import { latestPublication, type Publication } from './publish.ts';
import { officesTold } from './rows.ts';

export interface Asked {
  readonly from: string | null;
  readonly to: string | null;
  readonly unit: string | null;
  readonly category: string | null;
  readonly office: string | null;
  readonly by: Grouping;
}

export const figuresPath = '/reports/figures';

/** Reads an address. A value that makes no sense is a refusal with its field. */
export function readAsked(query: Readonly<Record<string, unknown>>): Asked | Refusal {
  const text = (name: string): string | null => {
    const value = query[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 60) : null;
  };
  const asked = {
    from: text('from'),
    to: text('to'),
    unit: text('unit')?.toLowerCase() ?? null,
    category: text('category'),
    office: text('office')?.toLowerCase() ?? null,
    by: text('by') ?? 'unit',
  };
  const strange = (field: keyof Asked): Refusal => ({ code: 'reports.figures-strange', field, status: 400, params: { field } });
  for (const field of ['from', 'to'] as const) {
    const value = asked[field];
    if (value !== null && !/^\d{4}-(0[1-9]|1[0-2])$/.test(value)) return strange(field);
  }
  for (const field of ['unit', 'office'] as const) {
    const value = asked[field];
    if (value !== null && !isId(value)) return strange(field);
  }
  const by = groupings.find((one) => one === asked.by);
  return by === undefined ? strange('by') : { ...asked, by };
}

/** The address of a view; `over` changes parts of it. */
export function addressOf(path: string, asked: Asked, over: Partial<Asked> = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...asked, ...over }))
    if (value !== null && !(name === 'by' && value === 'unit')) query.set(name, value);
  return query.size === 0 ? path : `${path}?${query}`;
}

export interface Choice {
  readonly id: string;
  readonly names: Names;
}

export interface NamedLine {
  readonly key: string;
  /** Empty for rows whose office is not told. */
  readonly name: string;
  readonly figures: Figures;
}

/** Everything that a view of the figures shows. */
export interface Showing {
  readonly asked: Asked;
  readonly publication: Publication | null;
  readonly total: Figures;
  /** By name; months by time, the newest first. */
  readonly lines: readonly NamedLine[];
  /** Rows that say too little to stand in one of the lines. */
  readonly lifted: Lifted;
  readonly use: readonly ActiveUse[];
  /** The unit of the active use: the one asked for, or the whole. */
  readonly months: readonly string[];
  readonly units: readonly Choice[];
  readonly categories: readonly Choice[];
  readonly offices: readonly Choice[];
  /** Rows in all, whatever is asked. */
  readonly rows: number;
}

const unnamed: Names = { vi: '', en: '' };
const same = (name: string): Names => ({ vi: name, en: name });

async function choices(reader: Reader, today: string) {
  const db = reader.rows<unknown>();
  const [months, units, categories, offices] = await Promise.all([
    sql<{ month: string }>`select distinct to_char(month, 'YYYY-MM') as month from reports.open_row order by 1`.execute(db),
    sql<{ id: string; name: string }>`select distinct on (v.unit_id) v.unit_id as id, v.name from territory.unit_versions v
      where v.unit_id in (select unit_id from reports.open_row) order by v.unit_id, lower(v.valid) desc`.execute(db),
    sql<{ code: string; vi: string; en: string }>`select distinct on (code) code, name_vi as vi, name_en as en from reports.category_version
      where code in (select category_code from reports.open_row) order by code, lower(valid) desc`.execute(db),
    sql<{ id: string }>`${officesTold}`.execute(db),
  ]);
  const named = await Promise.all(
    offices.rows.map(async ({ id }) => ({ id, names: same((await organisationName(reader, id, today)) ?? '') })),
  );
  const sorted = (list: readonly Choice[]) => list.toSorted((a, b) => a.names.vi.localeCompare(b.names.vi, 'vi'));
  return {
    months: months.rows.map((row) => row.month),
    units: sorted(units.rows.map(({ id, name }) => ({ id, names: same(name) }))),
    categories: sorted(categories.rows.map(({ code, vi, en }) => ({ id: code, names: { vi, en } }))),
    offices: sorted(named),
  };
}

async function below(reader: Reader, category: string): Promise<readonly string[]> {
  const found = await sql<{ code: string }>`with recursive down (code) as (
      select ${category}::text collate "C" union select v.code from down join reports.category_version v on v.parent_code = down.code
    ) select code from down`.execute(reader.rows<unknown>());
  return found.rows.map((row) => row.code);
}

/** Reads a view in one snapshot, so that total, lines and the publication belong together. */
export async function gather({ db, clock }: Pick<Context, 'db' | 'clock'>, asked: Asked, lang: Lang): Promise<Showing> {
  const today = clock.today().toString();
  return db.transaction(
    async (tx) => {
      const publication = await latestPublication({ db: tx });
      const units = asked.unit === null ? null : [...new Set([asked.unit, ...(await unitsWithin(tx, asked.unit, today))])];
      const categories = asked.category === null ? null : await below(tx, asked.category);
      const wanted = { from: asked.from, to: asked.to, units, categories, office: asked.office };
      const { total, lines, lifted } = await sumRows(tx, wanted, asked.by);
      const lists = await choices(tx, today);
      const root = await sql<{
        id: string;
      }>`select unit_id as id from territory.units_on(${today}::date) where parent_id is null limit 1`.execute(tx.rows<unknown>());
      const place = asked.unit ?? root.rows[0]?.id;
      const use = place === undefined ? [] : await activeUse(tx, place, wanted);
      const all: Readonly<Record<Grouping, readonly Choice[]>> = {
        unit: lists.units,
        category: lists.categories,
        office: lists.offices,
        month: lists.months.map((id) => ({ id, names: same(id) })),
      };
      const names = new Map(all[asked.by].map((one) => [one.id, one.names]));
      const nameOf = (key: string): string => {
        const name = (names.get(key) ?? unnamed)[lang];
        // Rows of the root are those whose commune is not told, not those of everywhere.
        return asked.by === 'unit' && key === root.rows[0]?.id ? texts[lang].unit_untold({ unit: name }) : name;
      };
      const named = lines.map(({ key, figures }) => ({ key, name: nameOf(key), figures }));
      const ordered =
        asked.by === 'month'
          ? named.toReversed()
          : named.toSorted(
              (a, b) => Number(a.name === '') - Number(b.name === '') || a.name.localeCompare(b.name, 'vi') || (a.key < b.key ? -1 : 1),
            );
      return { asked, publication, total, lines: ordered, lifted, use, ...lists, rows: publication?.rows ?? 0 };
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}
