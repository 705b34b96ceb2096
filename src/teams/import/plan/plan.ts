/** The plan of a list: what would be added, changed and ended, and which rows are refused. The same rows and register give the same plan. */
import { type Finding, finding, isFault } from '../model.ts';
import { isLed, leftOut, memberRow, twoLeaders } from './members.ts';
import { personsOf, twice, type Who } from './persons.ts';
import { type TeamRows, teamsOfRows } from './teams.ts';
import type { Plan, PlannedRow, PlannedTeam, PlanOptions, Register, StagedRow } from './types.ts';

export function planOf(staged: readonly StagedRow[], register: Register, options: PlanOptions): Plan {
  const { teams, refused, remarks } = teamsOfRows(staged, register, options);
  const who = new Map<number, Who>();
  for (const team of teams) for (const [rowNo, one] of personsOf(team, register, options)) who.set(rowNo, one);
  tellApart(staged, who);

  const planned = new Map<number, PlannedRow>();
  for (const row of staged) {
    const why = refused.get(row.rowNo);
    if (why !== undefined || row.placed === null || row.findings.some(isFault))
      planned.set(row.rowNo, refusedRow(row, why === undefined ? [] : [why]));
  }
  // Where a faulty row belongs is not known for sure: nobody of these units, or with an unknown unit nobody at all, is ended for not being listed.
  const faulty = staged.filter((row) => planned.has(row.rowNo) && !row.findings.some(({ code }) => code === 'E-PLACE'));
  const doubtful = new Set(faulty.map((row) => row.placed?.unitId ?? null));
  if (options.doubtful === 'all') doubtful.add(null);
  else for (const unitId of options.doubtful ?? []) doubtful.add(unitId);
  const ends: PlannedRow[] = [];
  let notEnded = 0;
  for (const team of teams) {
    const done = teamPlan(team, who, register, options, remarks, doubtful.has(null) || doubtful.has(team.team.unitId));
    for (const row of done.rows) if (row.rowNo !== null) planned.set(row.rowNo, row);
    ends.push(...done.ends);
    notEnded += done.notEnded;
  }
  const used = new Set([...planned.values(), ...ends].filter((row) => row.action !== 'refused').map((row) => row.team));
  return {
    rows: [...staged.map((row) => planned.get(row.rowNo) ?? refusedRow(row, [])), ...ends],
    teams: new Map(teams.filter(({ team }) => used.has(team.key)).map(({ team }): [string, PlannedTeam] => [team.key, team])),
    notEnded,
  };
}

function refusedRow(row: StagedRow, more: readonly Finding[]): PlannedRow {
  return {
    rowNo: row.rowNo,
    action: 'refused',
    unitId: row.placed?.unitId ?? null,
    communeId: row.placed?.communeId ?? null,
    team: null,
    membershipId: null,
    personId: null,
    newPerson: null,
    role: row.reading.role,
    force: row.reading.force,
    term: null,
    from: null,
    to: null,
    endedWhy: null,
    findings: [...row.findings, ...more],
  };
}

interface TeamPlan {
  readonly rows: readonly PlannedRow[];
  readonly ends: readonly PlannedRow[];
  readonly notEnded: number;
}

/** Refusing a row can keep somebody from being ended, which can refuse another: it is gone through until nothing changes. */
function teamPlan(
  team: TeamRows,
  who: ReadonlyMap<number, Who>,
  register: Register,
  options: PlanOptions,
  remarks: ReadonlyMap<number, readonly Finding[]>,
  doubtful: boolean,
): TeamPlan {
  const faults = new Map<number, Finding>(twice(team.rows, who));
  for (;;) {
    const rows = team.rows.map((row) => {
      const one = who.get(row.rowNo) ?? { personId: null, newPerson: null, findings: [] };
      const fault = faults.get(row.rowNo) ?? one.findings.find(isFault);
      const said = remarks.get(row.rowNo) ?? [];
      if (fault === undefined) return memberRow(row, one, team, options, said);
      return { ...refusedRow(row, [...one.findings.filter((other) => other !== fault), fault]), personId: one.personId };
    });
    const left = options.complete ? leftOut(team, rows, options) : [];
    const withheld = doubtful || rows.some((row) => row.action === 'refused');
    const ends = withheld ? [] : left;
    const conflicts = twoLeaders(team, [...rows, ...ends], register);
    if (conflicts.size === 0) {
      const led = isLed(team, [...rows, ...ends], options);
      return { rows: led ? rows : leaderless(rows, team.team), ends, notEnded: withheld ? left.length : 0 };
    }
    for (const [rowNo, fault] of conflicts) faults.set(rowNo, fault);
  }
}

function leaderless(rows: readonly PlannedRow[], team: PlannedTeam): readonly PlannedRow[] {
  const first = rows.findIndex((row) => row.action !== 'refused');
  return rows.map((row, index) =>
    index === first ? { ...row, findings: [...row.findings, finding('W-NO-LEADER', null, { read: team.name })] } : row,
  );
}

/** Rows of one name, year and commune are one person unless they give different numbers. */
function tellApart(staged: readonly StagedRow[], who: Map<number, Who>): void {
  const phones = new Map<string, string[]>();
  const phoneOf = new Map(staged.map((row) => [row.rowNo, row.reading.phone]));
  for (const [rowNo, { newPerson }] of who) {
    const phone = phoneOf.get(rowNo) ?? null;
    if (newPerson === null || phone === null) continue;
    const list = phones.get(newPerson) ?? [];
    if (!list.includes(phone)) phones.set(newPerson, [...list, phone]);
  }
  for (const [rowNo, one] of who) {
    const list = one.newPerson === null ? [] : (phones.get(one.newPerson) ?? []);
    if (list.length > 1) who.set(rowNo, { ...one, newPerson: `${one.newPerson} ${phoneOf.get(rowNo) ?? list[0]}` });
  }
}
