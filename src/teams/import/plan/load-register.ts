/** What the register knows about the units and people of a list, in a few statements whatever their number. */
import { sql } from 'kysely';
import { findPersons, type PersonMatch, rosterPersons } from '../../../people/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import type { MemberRole, TeamLevel } from '../../contract.ts';
import { isFault } from '../model.ts';
import { shownName } from '../units/names.ts';
import type { Units } from '../units/register.ts';
import type { KnownTeam, Register, StagedRow } from './types.ts';

interface TeamRow {
  id: string;
  level_id: TeamLevel;
  from: string;
  to: string | null;
  name: string;
  unit_id: string;
}

interface MemberRow {
  id: string;
  team_id: string;
  person_id: string;
  role: MemberRole;
  core_force: string;
  from: string;
  to: string | null;
  term_until: string | null;
}

/** Runs with the rows of the actor's places: persons elsewhere stay unknown. */
export async function loadRegister(
  tx: Tx,
  context: Pick<Context, 'vault'>,
  staged: readonly StagedRow[],
  units: Units,
  asOf: string,
): Promise<Register> {
  const placed = staged.filter((row) => row.placed !== null && !row.findings.some(isFault));
  const seats = [...new Set(placed.map(({ placed: at }) => at?.unitId ?? ''))];
  const teams = await loadTeams(tx, seats);
  const personIds = [...new Set(teams.flatMap((team) => team.members.map((member) => member.personId)))];
  const persons = await rosterPersons(tx, context.vault, personIds);
  const matches = await loadMatches(tx, context, placed, units, asOf);
  const unitIds = new Set([...seats, ...[...matches.values()].flat().flatMap((match) => (match.unitId === null ? [] : [match.unitId]))]);
  return {
    teams,
    persons,
    matches,
    unitsFrom: new Map(seats.flatMap((id) => pair(id, units.firstDay(id)))),
    unitNames: new Map([...unitIds].flatMap((id) => pair(id, nameOf(units, id, asOf)))),
  };
}

const pair = <V>(id: string, value: V | null): (readonly [string, V])[] => (value === null ? [] : [[id, value]]);

function nameOf(units: Units, id: string, asOf: string): string | null {
  const state = units.near(id, asOf);
  return state === null ? null : shownName(state);
}

async function loadTeams(tx: Tx, seats: readonly string[]): Promise<readonly KnownTeam[]> {
  const rows = tx.rows<unknown>();
  const states = await sql<TeamRow>`select v.team_id as id, t.level_id, lower(v.valid) as "from", upper(v.valid) as "to", v.name, v.unit_id
    from teams.team_version v join teams.team t on t.id = v.team_id
    where v.team_id in (select team_id from teams.team_version where unit_id = any (${seats}::uuid[]))
    order by v.team_id, lower(v.valid)`.execute(rows);
  const byTeam = Map.groupBy(states.rows, (row) => row.id);
  const members =
    await sql<MemberRow>`select id, team_id, person_id, role, core_force, lower(valid) as "from", upper(valid) as "to", term_until
    from teams.membership where team_id = any (${[...byTeam.keys()]}::uuid[]) order by team_id, lower(valid), id`.execute(rows);
  const membersOf = Map.groupBy(members.rows, (row) => row.team_id);
  return [...byTeam].map(([id, of]) => ({
    id,
    level: of[0]?.level_id ?? 'village',
    states: of.map(({ from, to, name, unit_id }) => ({ from, to, name, unitId: unit_id })),
    members: (membersOf.get(id) ?? []).map((row) => ({
      membershipId: row.id,
      personId: row.person_id,
      role: row.role,
      force: row.core_force,
      from: row.from,
      to: row.to,
      term: row.term_until,
    })),
  }));
}

async function loadMatches(
  tx: Tx,
  context: Pick<Context, 'vault'>,
  placed: readonly StagedRow[],
  units: Units,
  asOf: string,
): Promise<ReadonlyMap<number, readonly PersonMatch[]>> {
  const today = tx.clock.today().toString();
  const around = new Map<string, readonly string[]>();
  const aroundOf = (communeId: string): readonly string[] => {
    const known = around.get(communeId);
    if (known !== undefined) return known;
    const villages = units.childrenOn(communeId, asOf).map((state) => state.id);
    // Persons follow their unit: those of a commune that ended are in the one to which its villages went.
    const now = villages.flatMap((id) => units.on(id, today)?.parentId ?? []);
    const all = [...new Set([communeId, ...villages, ...now])];
    around.set(communeId, all);
    return all;
  };
  const found = await findPersons(
    tx,
    context,
    placed.map(({ rowNo, reading, placed: at }) => ({
      key: String(rowNo),
      fullName: reading.name,
      birthYear: reading.birthYear,
      ...(reading.phone === null ? {} : { phone: reading.phone }),
      unitIds: at === null ? [] : aroundOf(at.communeId),
    })),
  );
  return new Map([...found].flatMap(([key, { matches }]) => (matches.length === 0 ? [] : [[Number(key), matches] as const])));
}
