/** Which team each row speaks of: one of the register, or one that is formed by the list. Pure. */
import { type Finding, finding, isFault } from '../model.ts';
import { folded } from '../spelling.ts';
import { holdsOn } from '../units/register.ts';
import type { KnownTeam, PlannedTeam, PlanOptions, Register, StagedRow } from './types.ts';

export interface TeamRows {
  readonly team: PlannedTeam;
  readonly known: KnownTeam | null;
  readonly rows: readonly StagedRow[];
}

export interface TeamsOfRows {
  readonly teams: readonly TeamRows[];
  /** Rows whose team cannot be told, with why. */
  readonly refused: ReadonlyMap<number, Finding>;
  /** What is to be said on the first row of a team. */
  readonly remarks: ReadonlyMap<number, readonly Finding[]>;
}

const nameKey = (name: string | null): string =>
  folded(name ?? '').replace(/\bto (?:cong nghe so cong dong|cnscd|chuien doi so cong dong)\b/g, 'to');

export function teamsOfRows(staged: readonly StagedRow[], register: Register, options: PlanOptions): TeamsOfRows {
  const refused = new Map<number, Finding>();
  const remarks = new Map<number, readonly Finding[]>();
  const teams: TeamRows[] = [];
  const seats = Map.groupBy(
    staged.filter((row) => row.placed !== null && !row.findings.some(isFault)),
    ({ placed }) => `${placed?.unitId} ${placed?.level}`,
  );
  const knownAt = knownBySeat(register.teams);
  for (const [seat, rows] of seats) {
    const known = knownAt.get(seat) ?? [];
    const names = new Set(rows.map((row) => nameKey(row.reading.teamName)).filter((name) => name !== ''));
    // One name, or none: one team. Rows without a name belong to the first that has one.
    const groups = names.size <= 1 ? [rows] : [...Map.groupBy(rows, (row) => nameKey(row.reading.teamName) || [...names][0]).values()];
    for (const group of groups) {
      const first = group[0];
      if (first?.placed == null) continue;
      const found = choose(known, group, seat.slice(0, seat.indexOf(' ')), options.asOf, names.size > 1);
      if ('code' in found) {
        for (const row of group) refused.set(row.rowNo, found);
        continue;
      }
      const team = planned(group, found.known, seat, register, options, names.size > 1);
      teams.push({ team, known: found.known, rows: group });
      const said = group.find((row) => row.reading.teamName !== null)?.reading.teamName ?? null;
      if (found.known === null)
        remarks.set(first.rowNo, [finding('P-TEAM-NEW', null, { read: team.name, unit: register.unitNames.get(team.unitId) ?? '' })]);
      else if (said !== null && nameKey(said) !== nameKey(team.name))
        remarks.set(first.rowNo, [finding('W-TEAM-NAME', 'team', { value: said, read: team.name })]);
    }
  }
  return { teams, refused, remarks };
}

function knownBySeat(known: readonly KnownTeam[]): ReadonlyMap<string, readonly KnownTeam[]> {
  const seats = new Map<string, KnownTeam[]>();
  for (const team of known) {
    for (const unitId of new Set(team.states.map((state) => state.unitId))) {
      const key = `${unitId} ${team.level}`;
      seats.set(key, [...(seats.get(key) ?? []), team]);
    }
  }
  return seats;
}

function choose(
  known: readonly KnownTeam[],
  rows: readonly StagedRow[],
  unitId: string,
  asOf: string,
  byName: boolean,
): { readonly known: KnownTeam | null } | Finding {
  const here = known.filter((team) => team.states.some((state) => state.unitId === unitId && holdsOn(state, asOf)));
  const name = nameKey(rows.find((row) => row.reading.teamName !== null)?.reading.teamName ?? null);
  const named = here.filter((team) => team.states.some((state) => holdsOn(state, asOf) && nameKey(state.name) === name));
  const [only] = named.length === 1 ? named : byName ? [] : here;
  if (only !== undefined && (named.length === 1 || here.length === 1)) return { known: only };
  if (here.length > 1 && !byName)
    return finding('E-TEAM-AMBIGUOUS', 'team', {
      candidates: here.map((team) => team.states.find((state) => holdsOn(state, asOf))?.name ?? '').join('; '),
    });
  const later = known
    .map((team) => ({ team, from: team.states.map((state) => state.from).toSorted()[0] ?? '' }))
    .find(({ from }) => from > asOf);
  if (later !== undefined) return finding('E-TEAM-LATER', null, { read: later.team.states[0]?.name ?? '', day: later.from });
  return { known: null };
}

function planned(
  rows: readonly StagedRow[],
  known: KnownTeam | null,
  seat: string,
  register: Register,
  { asOf }: PlanOptions,
  named: boolean,
): PlannedTeam {
  const placed = rows[0]?.placed;
  if (placed == null) throw new Error('a row without a place has no team');
  const said = rows.find((row) => row.reading.teamName !== null)?.reading.teamName ?? null;
  const decision = rows.find(({ reading }) => reading.decision.number !== null || reading.decision.decidedOn !== null)?.reading
    .decision ?? {
    number: null,
    decidedOn: null,
    issuer: null,
  };
  const state = known?.states.find((one) => holdsOn(one, asOf));
  const name = state?.name ?? said ?? `Tổ công nghệ số cộng đồng ${register.unitNames.get(placed.unitId) ?? ''}`.trim();
  return {
    key: named ? `${seat} ${nameKey(said)}` : seat,
    teamId: known?.id ?? null,
    level: placed.level,
    unitId: placed.unitId,
    communeId: placed.communeId,
    name,
    formedOn: known === null ? formationDay(rows, decision.decidedOn, register.unitsFrom.get(placed.unitId) ?? null, asOf) : null,
    decision,
  };
}

/** The day of the decision, else the first day of somebody in it, else that of the list: never after the list, nor before there was the unit. */
function formationDay(rows: readonly StagedRow[], decidedOn: string | null, unitFrom: string | null, asOf: string): string {
  const starts = rows.map((row) => row.reading.from).filter((from) => from !== null);
  const day = [decidedOn ?? starts.toSorted()[0] ?? asOf, asOf].toSorted()[0] ?? asOf;
  return unitFrom !== null && day < unitFrom ? unitFrom : day;
}
