/** What becomes of each membership: added, changed, ended, left as it is. Pure. */
import { dayAfter, formatDateRange } from '../../../platform/calendar/index.ts';
import type { MemberRole } from '../../contract.ts';
import { type Finding, finding } from '../model.ts';
import { holdsOn } from '../units/register.ts';
import type { Who } from './persons.ts';
import type { TeamRows } from './teams.ts';
import { type KnownMember, type KnownTeam, overlaps, type PlannedRow, type PlanOptions, type Register, type StagedRow } from './types.ts';

const has = (row: StagedRow, code: Finding['code']): boolean => row.findings.some((one) => one.code === code);

/** What one row does to the memberships of its team. */
export function memberRow(
  row: StagedRow,
  who: Who,
  { team, known }: TeamRows,
  { asOf }: PlanOptions,
  remarks: readonly Finding[],
): PlannedRow {
  const { reading } = row;
  const findings = [...row.findings, ...remarks, ...who.findings];
  const teamFrom = team.formedOn ?? known?.states.map((state) => state.from).toSorted()[0] ?? asOf;
  const early = reading.from !== null && reading.from < teamFrom;
  if (early) findings.push(finding('W-BEFORE-TEAM', 'from', { day: teamFrom }));
  const from = early ? teamFrom : (reading.from ?? (asOf < teamFrom ? teamFrom : asOf));
  const said = reading.to === null ? null : dayAfter(reading.to);
  const teamTo = known === null ? null : endOfLife(known, asOf);
  const past = teamTo !== null && (said === null || said > teamTo);
  const to = past ? teamTo : said;
  const base = {
    rowNo: row.rowNo,
    unitId: team.unitId,
    communeId: team.communeId,
    team: team.key,
    membershipId: null,
    personId: who.personId,
    newPerson: who.newPerson,
    role: reading.role,
    force: reading.force,
    term: reading.term,
    from,
    to,
    endedWhy: to === null ? null : past ? ('team-ended' as const) : ('other-work' as const),
  };
  const refuse = (why: Finding): PlannedRow => ({
    ...base,
    action: 'refused',
    team: null,
    from: null,
    to: null,
    endedWhy: null,
    findings: [...findings, why],
  });
  if (to !== null && to <= from) return refuse(finding('E-DAY-ORDER', 'to'));
  const own = who.personId === null ? [] : (known?.members ?? []).filter((member) => member.personId === who.personId);
  const served = own.filter((member) => overlaps(member, { from, to }));
  const [held] = served;
  if (held === undefined) return { ...base, action: 'add', findings };
  if (served.length > 1 || !holdsOn(held, asOf)) {
    const day = served.find((member) => !holdsOn(member, asOf)) ?? held;
    return refuse(finding('E-OVERLAP', reading.from === null ? 'name' : 'from', { days: formatDateRange(day.from, day.to, 'vi') }));
  }
  return { ...base, ...against(held, row, { term: reading.term, to: said === null ? null : to }, asOf), findings };
}

/** The day after the last of a team that is there on the day; null while it goes on. */
function endOfLife({ states }: KnownTeam, asOf: string): string | null {
  let end = states.find((state) => holdsOn(state, asOf))?.to ?? null;
  for (;;) {
    const next = states.find((state) => state.from === end);
    if (next === undefined) return end;
    end = next.to;
    if (end === null) return null;
  }
}

type Against = Pick<PlannedRow, 'action' | 'membershipId' | 'role' | 'force' | 'term' | 'from' | 'to' | 'endedWhy'>;

/** A row about somebody who serves: what it doesn't say stays as it is. */
function against(held: KnownMember, row: StagedRow, { term, to }: { term: string | null; to: string | null }, asOf: string): Against {
  const role: MemberRole = has(row, 'P-ROLE') ? held.role : row.reading.role;
  const force = has(row, 'W-FORCE-MISSING') ? held.force : row.reading.force;
  const said = { membershipId: held.membershipId, role, force, term: term ?? held.term };
  if (to !== null && to > held.from && (held.to === null || to < held.to))
    return { ...said, action: 'end', from: to, to, endedWhy: 'other-work' };
  const differs = role !== held.role || force !== held.force;
  // A new role begins on the day of the list; one that began on that day is set right as it stands.
  const from = differs && held.from < asOf ? asOf : held.from;
  const action = differs || said.term !== held.term ? 'change' : 'same';
  return { ...said, action, from, to: held.to, endedWhy: null };
}

/** Members on the day whom a complete list leaves out. */
export function leftOut({ team, known }: TeamRows, rows: readonly PlannedRow[], { asOf }: PlanOptions): readonly PlannedRow[] {
  const listed = new Set(rows.map((row) => row.personId));
  return (known?.members ?? [])
    .filter((member) => holdsOn(member, asOf) && member.from < asOf && !listed.has(member.personId))
    .map((member) => ({
      rowNo: null,
      action: 'end',
      unitId: team.unitId,
      communeId: team.communeId,
      team: team.key,
      membershipId: member.membershipId,
      personId: member.personId,
      newPerson: null,
      role: member.role,
      force: member.force,
      term: member.term,
      from: asOf,
      to: asOf,
      endedWhy: 'removed',
      findings: [],
    }));
}

/** Rows that would give a team two leaders on one day, each with whom else. */
export function twoLeaders({ known }: TeamRows, rows: readonly PlannedRow[], register: Register): ReadonlyMap<number, Finding> {
  const found = new Map<number, Finding>();
  const led: { from: string; to: string | null; name: string }[] = [];
  const touched = new Map(
    rows.filter((row) => row.membershipId !== null && row.action !== 'refused').map((row) => [row.membershipId, row]),
  );
  for (const member of (known?.members ?? []).filter(({ role }) => role === 'leader')) {
    const row = touched.get(member.membershipId);
    const name = register.persons.get(member.personId)?.fullName ?? '';
    // What a row changes or ends leads until then; a row that leaves it as it is leads on.
    const until =
      row === undefined || row.action === 'same' ? member.to : row.action === 'change' && row.role === 'leader' ? member.to : row.from;
    if (until === null || until > member.from) led.push({ from: member.from, to: until, name });
  }
  for (const row of rows) {
    const begins = row.role === 'leader' && (row.action === 'add' || row.action === 'change') && row.from !== null;
    const held = known?.members.find((member) => member.membershipId === row.membershipId);
    if (!begins || row.rowNo === null || (row.action === 'change' && held?.role === 'leader')) continue;
    const range = { from: row.from ?? '', to: row.to };
    const other = led.find((one) => overlaps(one, range));
    if (other !== undefined) found.set(row.rowNo, finding('E-TWO-LEADERS', 'role', { read: other.name }));
    else led.push({ ...range, name: '' });
  }
  return found;
}

/** Whether somebody leads the team on the day, after the rows. */
export function isLed({ known }: TeamRows, rows: readonly PlannedRow[], { asOf }: PlanOptions): boolean {
  const touched = new Map(rows.filter((row) => row.membershipId !== null).map((row) => [row.membershipId, row]));
  const stays = (known?.members ?? []).some((member) => {
    const row = touched.get(member.membershipId);
    const untouched = row === undefined || row.action === 'refused' || row.action === 'same';
    return member.role === 'leader' && holdsOn(member, asOf) && (untouched || (row.action === 'end' && (row.from ?? asOf) > asOf));
  });
  return (
    stays || rows.some((row) => row.role === 'leader' && (row.action === 'add' || row.action === 'change') && (row.from ?? asOf) <= asOf)
  );
}
