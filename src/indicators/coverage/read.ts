/** The coverage of a unit on a day, on a map: from prepared steps only. */
import { lastValidDay } from '../../platform/calendar/index.ts';
import type { Db, Tx } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { accepted, type Outcome } from '../../platform/outcome/index.ts';
import { ancestorsOf, epochOf, type UnitItem } from '../../territory/index.ts';
import type { AssumedDay, ByLevel, CoverageFigures, CoverageStep } from '../contract.ts';
import { assumedBounds, assumedDay } from './assumed.ts';
import { type MapDays, periodOf, type Resolved, readMapDays, resolve, unrecordedIn } from './reading/ask.ts';
import { figuresOn, nothing, seatDays, seriesOf, stepDays, together } from './reading/figures.ts';
import { ensureCoverage, ownDays } from './steps/maps.ts';

export interface CoverageAsked {
  /** The day of the figures, ISO. */
  readonly on: string;
  /** The day whose map is shown; the day itself when left out. */
  readonly map?: string | undefined;
  /** Id of a unit; every root unit of the day when left out. */
  readonly unit?: string | undefined;
  /** In which language refusals name units; Vietnamese when left out. */
  readonly lang?: Lang;
}

/** A unit in a table. It is named as on the map; where it isn't on it, as on the day. */
export interface CoverageLine extends CoverageFigures {
  readonly unit: UnitItem;
}

export interface CoverageView extends CoverageFigures {
  readonly on: string;
  readonly map: string;
  /** The days with the same map, last day included; `mapTo` null while it holds. */
  readonly mapFrom: string;
  readonly mapTo: string | null;
  /** The days around `on` with the very same answer, last day included. */
  readonly sameFrom: string;
  readonly sameTo: string | null;
  /** The unit shown; null where several root units are added up. */
  readonly unit: UnitItem | null;
  /** The units above it on the map (on the day, where it isn't on the map), the root first. */
  readonly above: readonly UnitItem[];
  /** `on-map`: the unit is one of the map. `ended`: it is not, its children are the units of the map with its land. `all`: every root. */
  readonly reading: 'on-map' | 'ended' | 'all';
  /** One level down, in the order of names. */
  readonly children: readonly CoverageLine[];
  /**
   * All steps of the unit, the earliest first, for charts over time: each day on its own map where map and day have the same one,
   * else all days on the map asked for. The same for all days. Empty where several roots are added up.
   */
  readonly series: readonly CoverageStep[];
  /** Units of the map in it of which nothing is recorded yet on `on`, because their record begins later. */
  readonly unrecorded: { readonly communes: number; readonly villages: number };
  /** Memberships counted in the unit of which the record doesn't say to which of the children they belong on this map. */
  readonly unplaced: ByLevel;
  /** Set where the day itself is an assumption about a text. */
  readonly assumed: AssumedDay | null;
}

/**
 * The coverage of a unit (or of all roots), its children and its steps. Prepares the map when nobody has asked for it yet.
 * Refuses ids and days that the record doesn't know (codes of the territory) and `indicators.not-on-day-or-map`.
 */
export async function readCoverage(reader: Db | Tx, asked: CoverageAsked): Promise<Outcome<CoverageView>> {
  const mapDays = await readMapDays(reader);
  const resolved = await resolve(reader, asked, mapDays);
  if (!resolved.ok) return resolved;
  return accepted(await viewOf(reader, resolved.value, mapDays, await readyFor(reader, resolved.value, mapDays)));
}

/** The prepared map of what was resolved, and the days on which the answer may change. */
export interface Ready {
  readonly mapId: bigint;
  readonly days: readonly string[];
}

export async function readyFor(reader: Db | Tx, resolved: Resolved, mapDays: MapDays): Promise<Ready> {
  const { id } = await ensureCoverage(reader, resolved.steps);
  return { mapId: id, days: await sameDays(reader, id, resolved, mapDays) };
}

/** The view of what was resolved. */
export async function viewOf(reader: Db | Tx, resolved: Resolved, mapDays: MapDays, { mapId, days }: Ready): Promise<CoverageView> {
  const { reading, on, map, unit, children } = resolved;
  const [figures, series, above, unrecorded, assumed] = await Promise.all([
    figuresOn(reader, mapId, [...(unit ? [unit.id] : []), ...children.map((child) => child.id)], on),
    unit ? seriesOf(reader, mapId, unit.id) : [],
    unit ? ancestorsOf(reader, unit.id, reading === 'ended' ? on : map) : [],
    unit && reading === 'on-map' && on < map ? unrecordedIn(reader, unit, on, map) : { communes: 0, villages: 0 },
    assumedDay(on),
  ]);
  const lines = children.map((child) => ({ unit: child, ...(figures.get(child.id) ?? nothing) }));
  const own = unit ? (figures.get(unit.id) ?? nothing) : together(lines);
  const period = periodOf(mapDays.days, map);
  const same = periodOf(days, on);
  return {
    on,
    map,
    mapFrom: period.from,
    mapTo: lastValidDay(period.to),
    sameFrom: same.from,
    sameTo: lastValidDay(same.to),
    unit,
    above,
    reading,
    children: lines,
    series,
    unrecorded,
    unplaced: reading === 'on-map' && unit && on > map ? rest(unit, own, lines) : { commune: 0, village: 0 },
    assumed,
    ...own,
  };
}

/**
 * The days on which an answer may change, sorted: those of the figures, of the map of the day, of assumptions about days, and of the
 * teams that sit right in the unit, which are shown by name.
 */
async function sameDays(
  reader: Db | Tx,
  mapId: bigint,
  { shown, unit }: Pick<Resolved, 'shown' | 'unit'>,
  mapDays: MapDays,
): Promise<readonly string[]> {
  const seats = unit && (unit.level === 'commune' || unit.level === 'village') ? seatDays(reader, unit.id) : [];
  const [steps, teams, bounds] = await Promise.all([stepDays(reader, mapId, shown), seats, assumedBounds()]);
  return [...new Set([...steps, ...teams, ...mapDays.days, ...bounds])].sort();
}

/** What is counted in the unit and in none of its children, of the levels that lie below it. */
function rest(unit: UnitItem, own: CoverageFigures, lines: readonly CoverageFigures[]): ByLevel {
  if (lines.length === 0) return { commune: 0, village: 0 };
  const below = together(lines).members;
  const commune = unit.level === 'commune' ? 0 : own.members.commune - below.commune;
  return { commune, village: own.members.village - below.village };
}

/** The figures of many units of a map on a day, by unit: for maps and exports. Units without steps are left out. The days must be days. */
export async function figuresOf(
  reader: Db | Tx,
  asked: { readonly on: string; readonly map?: string | undefined; readonly units: readonly string[] },
): Promise<ReadonlyMap<string, CoverageFigures>> {
  const { on, map = on, units } = asked;
  const { days } = await readMapDays(reader);
  const prepared = await ensureCoverage(reader, epochOf(days, on) === epochOf(days, map) ? ownDays : map);
  return figuresOn(reader, prepared.id, units, on);
}
