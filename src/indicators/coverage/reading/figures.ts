/** Rows of steps as figures. */
import { sql } from 'kysely';
import { lastValidDay } from '../../../platform/calendar/index.ts';
import type { JsonValue, Reader } from '../../../platform/db/index.ts';
import type { CoverageFigures, CoverageStep } from '../../contract.ts';

interface StepRow {
  unit_id: string;
  from_day: string;
  to_day: string;
  communes_total: number;
  communes_with_team: number;
  villages_total: number;
  villages_with_team: number;
  commune_teams: number;
  village_teams: number;
  commune_leaderless: number;
  village_leaderless: number;
  commune_members: number;
  village_members: number;
  by_core_force: JsonValue;
  people: number;
}

const columns = sql`s.unit_id, s.from_day, s.to_day, s.communes_total, s.communes_with_team, s.villages_total, s.villages_with_team,
  s.commune_teams, s.village_teams, s.commune_leaderless, s.village_leaderless, s.commune_members, s.village_members, s.by_core_force, s.people`;

function toFigures(row: StepRow): CoverageFigures {
  const forces = typeof row.by_core_force === 'object' && row.by_core_force !== null ? Object.entries(row.by_core_force) : [];
  return {
    communes: { withTeam: row.communes_with_team, total: row.communes_total },
    villages: { withTeam: row.villages_with_team, total: row.villages_total },
    members: {
      commune: row.commune_members,
      village: row.village_members,
      byCoreForce: Object.fromEntries(forces.map(([code, count]) => [code, Number(count)])),
    },
    teams: { commune: row.commune_teams, village: row.village_teams },
    leaderless: { commune: row.commune_leaderless, village: row.village_leaderless },
    people: row.people,
  };
}

/** Where no step stands: the unit was not there, or nothing is recorded of it. */
export const nothing: CoverageFigures = {
  communes: { withTeam: 0, total: 0 },
  villages: { withTeam: 0, total: 0 },
  members: { commune: 0, village: 0, byCoreForce: {} },
  teams: { commune: 0, village: 0 },
  leaderless: { commune: 0, village: 0 },
  people: 0,
};

/** The figures of units on a day, by unit. */
export async function figuresOn(
  reader: Reader,
  mapId: bigint,
  units: readonly string[],
  on: string,
): Promise<ReadonlyMap<string, CoverageFigures>> {
  const { rows } = await sql<StepRow>`select ${columns} from unnest(${units}::uuid[]) as asked (unit_id)
    join lateral (
      select * from indicators.coverage_step c where c.map_id = ${mapId}::bigint and c.unit_id = asked.unit_id and c.from_day <= ${on}::date
      order by c.from_day desc limit 1
    ) s on s.to_day > ${on}::date`.execute(reader.rows());
  return new Map(rows.map((row) => [row.unit_id, toFigures(row)]));
}

/** All steps of a unit, the earliest first. */
export async function seriesOf(reader: Reader, mapId: bigint, unit: string): Promise<CoverageStep[]> {
  const { rows } = await sql<StepRow>`select ${columns} from indicators.coverage_step s
    where s.map_id = ${mapId}::bigint and s.unit_id = ${unit}::uuid order by s.from_day`.execute(reader.rows());
  return rows.map((row) => ({ ...toFigures(row), from: row.from_day, to: row.to_day === 'infinity' ? null : lastValidDay(row.to_day) }));
}

/** The days on which figures of any of the units change, sorted. */
export async function stepDays(reader: Reader, mapId: bigint, units: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ from_day: string }>`select distinct s.from_day from indicators.coverage_step s
    where s.map_id = ${mapId}::bigint and s.unit_id = any(${units}::uuid[]) order by 1`.execute(reader.rows());
  return rows.map((row) => row.from_day);
}

/** Several units together. Persons are not summed: one may serve in several. */
export function together(lines: readonly CoverageFigures[]): CoverageFigures {
  const sum = (pick: (figures: CoverageFigures) => number) => lines.reduce((total, figures) => total + pick(figures), 0);
  const forces = new Map<string, number>();
  for (const { members } of lines) {
    for (const [code, count] of Object.entries(members.byCoreForce)) forces.set(code, (forces.get(code) ?? 0) + count);
  }
  return {
    communes: { withTeam: sum((f) => f.communes.withTeam), total: sum((f) => f.communes.total) },
    villages: { withTeam: sum((f) => f.villages.withTeam), total: sum((f) => f.villages.total) },
    members: {
      commune: sum((f) => f.members.commune),
      village: sum((f) => f.members.village),
      byCoreForce: Object.fromEntries([...forces].sort()),
    },
    teams: { commune: sum((f) => f.teams.commune), village: sum((f) => f.teams.village) },
    leaderless: { commune: sum((f) => f.leaderless.commune), village: sum((f) => f.leaderless.village) },
    people: null,
  };
}

/** The days on which a team that sits right in the unit changes, or a membership in it: also where no figure moves. */
export async function seatDays(reader: Reader, unit: string): Promise<string[]> {
  const { rows } = await sql<{ day: string }>`select distinct day from (
      select lower(valid) as day from teams.team_days where unit_id = ${unit}::uuid
      union all select upper(valid) from teams.team_days where unit_id = ${unit}::uuid
      union all select lower(valid) from teams.roster_days where unit_id = ${unit}::uuid
      union all select upper(valid) from teams.roster_days where unit_id = ${unit}::uuid
    ) days where day is not null`.execute(reader.rows());
  return rows.map((row) => row.day);
}
