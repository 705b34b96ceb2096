/** The unit of a point: by imported boundaries, else by the nearest centre. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import type { Area, Box, Point } from '../geo/geometry.ts';
import { type Located, locate } from '../geo/locate.ts';
import type { UnitItem } from './rows.ts';
import { getUnit } from './unit.ts';

export interface NearUnit {
  readonly unit: UnitItem;
  readonly by: Located['by'];
  readonly distanceMetres: number | null;
}

/** A centre farther away than this says nothing about where a point lies. */
const farthestMetres = 25_000;
/** Boundaries whose box is farther from the point than this can't hold it nor touch the slit beside it, in degrees. */
const margin = 0.01;

interface CandidateRow {
  id: string;
  lat: number | null;
  lon: number | null;
  bounded: boolean;
  geometry: Area | null;
  box: Box | null;
}

/** The level in which a point is looked for when none is named: the lowest with codes that has units on the day. */
async function lowestLevel(reader: Reader, on: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select l.id from territory.level l
    where l.has_codes and exists (select from territory.unit_version v where v.level_id = l.id and v.valid @> ${on}::date)
    order by l.rank desc limit 1`.execute(reader.rows());
  return rows[0]?.id ?? null;
}

/** Finds the unit of the level (the lowest one with codes when undefined) in which the point lay on the day; null when nothing is near. */
export async function unitAt(reader: Reader, point: Point, on: string, level?: string): Promise<NearUnit | null> {
  const asked = level ?? (await lowestLevel(reader, on));
  if (asked === null) return null;
  const { rows } = await sql<CandidateRow>`
    select s.unit_id as id, s.lat, s.lon, b.id is not null as bounded,
      case when near.is_near then b.geometry end as geometry,
      case when near.is_near then json_build_array(b.min_lon, b.min_lat, b.max_lon, b.max_lat) end as box
    from territory.unit_version s
    left join territory.unit_boundary b on b.unit_id = s.unit_id and b.valid @> ${on}::date
    cross join lateral (
      select ${point.lon} between b.min_lon - ${margin} and b.max_lon + ${margin}
        and ${point.lat} between b.min_lat - ${margin} and b.max_lat + ${margin} as is_near
    ) as near
    where s.level_id = ${asked} and s.valid @> ${on}::date`.execute(reader.rows());
  // Units whose boundary lies elsewhere are out, unless there is nothing else to go by.
  const possible = rows.filter((row) => !row.bounded || row.geometry !== null);
  const found = locate(
    point,
    (possible.length > 0 ? possible : rows).map((row) => ({
      id: row.id,
      lat: row.lat,
      lon: row.lon,
      boundary: row.geometry,
      box: row.box,
    })),
    { withinMetres: farthestMetres },
  );
  const unit = found && (await getUnit(reader, found.id, on));
  return found && unit ? { unit, by: found.by, distanceMetres: found.distanceMetres } : null;
}
