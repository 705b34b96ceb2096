/** What public pages say of one team: counts, never names. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';

export interface ForceCount {
  readonly code: string;
  readonly names: Readonly<Record<'vi' | 'en', string>>;
  readonly members: number;
}

/** Memberships of a team in force on a day by core force, in the order of the list. None while the team is suspended. */
export async function forcesOfTeam(reader: Reader, teamId: string, on: string): Promise<readonly ForceCount[]> {
  const { rows } = await sql<{ code: string; name_vi: string; name_en: string; members: number }>`
    select force.code, force.name_vi, force.name_en, count(*)::integer as members
    from teams.roster_days member join teams.core_force force on force.code = member.core_force
    where member.team_id = ${teamId}::uuid and member.valid @> ${on}::date group by force.code order by force.rank`.execute(
    reader.rows<unknown>(),
  );
  return rows.map(({ code, name_vi, name_en, members }) => ({ code, names: { vi: name_vi, en: name_en }, members }));
}

/** Names by which teams were last known, by id. */
export async function teamNames(reader: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ team_id: string; name: string }>`select distinct on (team_id) team_id, name from teams.team_days
    where team_id = any (${ids}::uuid[]) order by team_id, valid desc`.execute(reader.rows<unknown>());
  return new Map(rows.map((row) => [row.team_id, row.name]));
}
