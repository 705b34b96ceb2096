/** What an answer about a list of reports shows, read at once. */
import { sql } from 'kysely';
import type { Context } from '../../platform/module/index.ts';
import { ancestorsOf, childrenOf, getUnit, getUnits, type UnitItem } from '../../territory/index.ts';
import { categoriesOn } from '../core/categories.ts';
import type { Category } from '../core/types.ts';
import type { Asked } from './asked.ts';
import {
  countShown,
  firstPictures,
  type ListedReport,
  listShown,
  type MonthFigures,
  monthFigures,
  nextLate,
  type Wanted,
  wantedBy,
} from './queries.ts';

export interface Listing {
  readonly asked: Asked;
  readonly today: string;
  /** The instant at which it is judged what is late. */
  readonly now: Temporal.Instant;
  /** From when on it would say something else though nothing changed. */
  readonly until: Temporal.Instant | undefined;
  readonly reports: readonly ListedReport[];
  readonly next: string | null;
  readonly total: number;
  readonly month: MonthFigures;
  /** The unit asked for; null for everywhere. */
  readonly unit: UnitItem | null;
  /** The units that a reader can choose: right under the whole. */
  readonly places: readonly UnitItem[];
  readonly categories: readonly Category[];
  /** Where the reports of this page are, by unit. */
  readonly seats: ReadonlyMap<string, Seat>;
  readonly pictures: ReadonlyMap<string, string>;
  readonly wanted: Wanted;
}

/** A unit with the one above it that a reader can choose. */
export interface Seat {
  readonly unit: UnitItem;
  readonly within: UnitItem | null;
}

/** The unit of the address, as it is today; `unknown` where there is none. */
export async function unitAsked({ db, clock }: Pick<Context, 'db' | 'clock'>, asked: Asked): Promise<UnitItem | 'unknown' | null> {
  return asked.unit === null ? null : ((await getUnit(db, asked.unit, clock.today().toString())) ?? 'unknown');
}

/** Where reports are: each unit, and the unit above it below the whole. */
async function seatsOf(db: Context['db'], ids: readonly string[], on: string): Promise<ReadonlyMap<string, Seat>> {
  const units = await getUnits(db, [...new Set(ids)], on);
  const above = await getUnits(db, [...new Set([...units.values()].flatMap((unit) => unit.parent ?? []))], on);
  const withRoom = (unit: UnitItem): UnitItem | null => {
    const parent = unit.parent === null ? undefined : above.get(unit.parent);
    return parent && parent.parent !== null ? parent : null;
  };
  return new Map([...units].map(([id, unit]) => [id, { unit, within: withRoom(unit) }]));
}

/** Whether the category of the address was ever one; also where none is asked for. */
export async function isKnownCategory({ db }: Pick<Context, 'db'>, { category }: Asked): Promise<boolean> {
  if (category === '') return true;
  const { rows } = await sql`select from reports.category where code = ${category}`.execute(db.rows<unknown>());
  return rows.length > 0;
}

/** Everything of a page of the list. `length` is how many reports it has; 0 for counts alone. */
export async function gather(context: Context, asked: Asked, unit: UnitItem | null, length: number): Promise<Listing> {
  const { db, clock, config } = context;
  const now = clock.now();
  const today = clock.today().toString();
  const wanted = await wantedBy(db, asked, { now, today, timeZone: config.TIME_ZONE });
  const [until, page, total, month, roots, categories] = await Promise.all([
    nextLate(db, now),
    length === 0 ? { reports: [], next: null } : listShown(db, wanted, length),
    countShown(db, wanted),
    monthFigures(db, `${today.slice(0, 7)}-01`, config.TIME_ZONE),
    childrenOf(db, null, today),
    categoriesOn(db, today),
  ]);
  const [root] = roots;
  const ids = page.reports.map((report) => report.id);
  const [places, pictures, seats] = await Promise.all([
    root ? childrenOf(db, root.id, today) : [],
    firstPictures(db, ids),
    seatsOf(
      db,
      page.reports.map((report) => report.unitId),
      today,
    ),
  ]);
  return { asked, today, now, until, ...page, total, month, unit, places, categories, seats, pictures, wanted };
}

/** The unit whose parts the map shows, and whether these are villages, where single points count. */
export async function mapGround(
  { db }: Pick<Context, 'db'>,
  unit: UnitItem | null,
  today: string,
): Promise<{ readonly of: UnitItem | null; readonly points: boolean }> {
  if (unit === null) return { of: (await childrenOf(db, null, today))[0] ?? null, points: false };
  if (unit.parent === null) return { of: unit, points: false };
  const [, place] = [...(await ancestorsOf(db, unit.id, today)), unit];
  return { of: place ?? unit, points: true };
}
