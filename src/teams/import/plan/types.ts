/** What applying a workbook would do, row by row. Pure. */
import type { PersonMatch } from '../../../people/index.ts';
import type { MemberRole, ReasonToEnd, TeamLevel } from '../../contract.ts';
import type { Finding, RowReading } from '../model.ts';
import type { Placed } from '../units/resolve.ts';

/** A line as it was understood; the register is asked anew each time a plan is made. */
export interface StagedRow {
  readonly rowNo: number;
  readonly sheet: string;
  readonly sheetRow: number;
  readonly reading: RowReading;
  readonly placed: Placed | null;
  /** Found while reading and placing. */
  readonly findings: readonly Finding[];
}

/** A team of the register with everybody who ever served in it. */
export interface KnownTeam {
  readonly id: string;
  readonly level: TeamLevel;
  readonly states: readonly { readonly from: string; readonly to: string | null; readonly name: string; readonly unitId: string }[];
  readonly members: readonly KnownMember[];
}

export interface KnownMember {
  readonly membershipId: string;
  readonly personId: string;
  readonly role: MemberRole;
  readonly force: string;
  readonly from: string;
  readonly to: string | null;
  readonly term: string | null;
}

export interface KnownPerson {
  readonly fullName: string;
  readonly birthYear: number | null;
  readonly phones: readonly string[];
}

/** What the register says about the units and people of the rows. */
export interface Register {
  readonly teams: readonly KnownTeam[];
  readonly persons: ReadonlyMap<string, KnownPerson>;
  /** By row: who is known with this name or number, the surest first. */
  readonly matches: ReadonlyMap<number, readonly PersonMatch[]>;
  /** First days of the units in which rows sit. */
  readonly unitsFrom: ReadonlyMap<string, string>;
  readonly unitNames: ReadonlyMap<string, string>;
}

export interface PlanOptions {
  readonly asOf: string;
  /** The list is all there is for the teams in it: whoever it leaves out has left. */
  readonly complete: boolean;
  /** What somebody said about rows whose person was not sure: the person's id, or `new`. */
  readonly choices: ReadonlyMap<number, string>;
  /** Units of faulty rows that are not among those given; `all` where a faulty row has no unit. */
  readonly doubtful?: readonly string[] | 'all';
}

export type Action = 'add' | 'change' | 'end' | 'same' | 'refused';

export interface PlannedRow {
  /** Null for somebody whom a complete list leaves out. */
  readonly rowNo: number | null;
  readonly action: Action;
  readonly unitId: string | null;
  readonly communeId: string | null;
  /** Which team of the plan; null where refused. */
  readonly team: string | null;
  readonly membershipId: string | null;
  /** Known person; null for somebody new, whom `newPerson` tells apart. */
  readonly personId: string | null;
  readonly newPerson: string | null;
  readonly role: MemberRole;
  readonly force: string;
  readonly term: string | null;
  /** First day of what is written: of the membership, of the change; the day of the end for `end`. */
  readonly from: string | null;
  /** Day after the last; null for no end. */
  readonly to: string | null;
  readonly endedWhy: ReasonToEnd | null;
  readonly findings: readonly Finding[];
}

/** A team of the rows: known, or formed by them. */
export interface PlannedTeam {
  readonly key: string;
  readonly teamId: string | null;
  readonly level: TeamLevel;
  readonly unitId: string;
  readonly communeId: string;
  readonly name: string;
  /** For a new one. */
  readonly formedOn: string | null;
  readonly decision: RowReading['decision'];
}

export interface Plan {
  readonly rows: readonly PlannedRow[];
  readonly teams: ReadonlyMap<string, PlannedTeam>;
  /** Members who would have left by a complete list, but rows of their team were refused. */
  readonly notEnded: number;
}

export const overlaps = (
  a: { readonly from: string; readonly to: string | null },
  b: { readonly from: string; readonly to: string | null },
): boolean => (b.to === null || a.from < b.to) && (a.to === null || b.from < a.to);
