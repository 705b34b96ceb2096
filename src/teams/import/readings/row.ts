/** What a line says about somebody in a team: every cell read, before units and the register are asked. */
import { fold, tidy } from '../../../platform/text/index.ts';
import type { MemberRole } from '../../contract.ts';
import { type Cell, type Field, type Finding, finding, type RawRow, type RowReading, type SheetContext } from '../model.ts';
import type { ForceReader } from './core-force.ts';
import { outOfOrder, readBirthYear, readDay } from './day.ts';
import { readName } from './name.ts';
import { readPhone } from './phone.ts';
import { roleIn } from './role.ts';

/** Where nothing says from where somebody comes; proposed, never silent. */
const UNSAID_FORCE = 'citizen';

export function readRow(
  row: RawRow,
  forces: ForceReader,
  asOf: string,
): { readonly reading: RowReading; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const cell = (field: Field): Cell | undefined => row.cells.get(field);
  const take = <T>(read: { readonly value: T; readonly findings: readonly Finding[] }): T => {
    findings.push(...read.findings);
    return read.value;
  };
  for (const [field, { text, error, formula, font }] of row.cells) {
    if (error) findings.push(finding('E-CELL', field, { value: text.slice(0, 20) }));
    else if (formula) findings.push(finding('W-FORMULA', field, { value: text.slice(0, 60) }));
    if (font === 'unreadable') findings.push(finding('E-FONT', field));
    else if (font === 'converted') findings.push(finding('P-FONT', field, { read: text.slice(0, 120) }));
  }
  const sound = (field: Field): Cell | undefined => (cell(field)?.error ? undefined : cell(field));

  const { name, aside } = take(readName(cell('name')));
  const role = readRole(sound('role'), sound('force'), aside, forces);
  findings.push(...role.findings);
  const from = take(readDay(sound('from'), 'from', 'first'));
  const to = take(readDay(sound('to'), 'to', 'last'));
  const term = take(readDay(sound('term'), 'term', 'last'));
  if (outOfOrder(from, to)) findings.push(finding('E-DAY-ORDER', 'to', {}));
  else if (outOfOrder(from, term)) findings.push(finding('E-DAY-ORDER', 'term', {}));
  const decidedOn = take(readDay(sound('decision-day'), 'decision-day', 'first'));
  const { context } = row;
  const reading: RowReading = {
    name,
    phone: take(readPhone(sound('phone'))),
    birthYear: take(readBirthYear(sound('birth'), asOf)),
    role: role.role,
    force: role.force,
    from,
    to,
    term,
    teamName: teamNameOf(sound('team')),
    decision: decisionOf(sound('decision-number'), decidedOn, sound('decision-issuer'), context.decision),
  };
  return { reading, findings };
}

function decisionOf(
  number: Cell | undefined,
  decidedOn: string | null,
  issuer: Cell | undefined,
  above: SheetContext['decision'],
): SheetContext['decision'] {
  if (number === undefined && decidedOn === null) return above;
  return {
    number: number === undefined ? null : tidy(number.text).slice(0, 100),
    decidedOn,
    issuer: issuer === undefined ? null : tidy(issuer.text).slice(0, 200),
  };
}

/** Longer than this is no name of a team. */
const LONGEST_TEAM_NAME = 200;

/** A bare number in the column of teams is no name. */
function teamNameOf(cell: Cell | undefined): string | null {
  const text = tidy(cell?.text ?? '');
  return text === '' || text.length > LONGEST_TEAM_NAME || !/\p{L}/u.test(text) ? null : text;
}

interface RoleAndForce {
  readonly role: MemberRole;
  readonly force: string;
  readonly findings: readonly Finding[];
}

/**
 * Role and force stand in two columns, in one (`Trưởng thôn, Tổ phó`), or behind the name in brackets. A role that is not said is
 * proposed as member; a force that is not said as citizen; one that is said and not understood is a fault.
 */
function readRole(roleCell: Cell | undefined, forceCell: Cell | undefined, aside: string, forces: ForceReader): RoleAndForce {
  const findings: Finding[] = [];
  const roleText = tidy(roleCell?.text ?? '');
  const forceText = tidy(forceCell?.text ?? '');
  const said = roleIn(roleText) ?? roleIn(aside);
  const inForce = said === null ? roleIn(forceText) : null;
  const role = said?.role ?? inForce?.role ?? 'member';
  const forceOfRole = roleText === '' ? null : forces.read(said === null ? roleText : said.rest);
  if (roleText !== '' && roleIn(roleText) === null && forceOfRole === null && fold(roleText) !== '')
    findings.push(finding('E-ROLE', 'role', { value: roleText.slice(0, 60) }));
  else if (said === null && inForce === null) findings.push(finding('P-ROLE', 'role', { value: roleText.slice(0, 60) }));

  const written = inForce === null ? forceText : inForce.rest;
  const read = written === '' ? null : forces.read(written);
  if (read !== null) {
    if (!read.sure) findings.push(finding('P-FORCE', 'force', { value: written.slice(0, 60), force: read.code }));
    return { role, force: read.code, findings };
  }
  if (written !== '' && fold(written) !== '') {
    findings.push(finding('E-FORCE', 'force', { value: written.slice(0, 60) }));
    return { role, force: UNSAID_FORCE, findings };
  }
  if (forceOfRole !== null) {
    findings.push(finding('P-FORCE', 'role', { value: roleText.slice(0, 60), force: forceOfRole.code }));
    return { role, force: forceOfRole.code, findings };
  }
  findings.push(finding('W-FORCE-MISSING', 'force', { force: UNSAID_FORCE }));
  return { role, force: UNSAID_FORCE, findings };
}
