/** Who a row means: a member of its team, somebody known elsewhere, or somebody new. Never joined silently when it isn't sure. Pure. */
import { type Finding, finding } from '../model.ts';
import { shownPhone } from '../readings/phone.ts';
import { folded, spelled, spelledAlike } from '../spelling.ts';
import type { TeamRows } from './teams.ts';
import type { KnownPerson, PlanOptions, Register, StagedRow } from './types.ts';

export interface Who {
  readonly personId: string | null;
  /** Tells new persons of the list apart. */
  readonly newPerson: string | null;
  readonly findings: readonly Finding[];
}

const sameYear = (a: number | null, b: number | null): boolean => a === null || b === null || a === b;

/** The person of each row of a team. */
export function personsOf({ known, rows }: TeamRows, register: Register, options: PlanOptions): ReadonlyMap<number, Who> {
  const members = new Map<string, KnownPerson>();
  for (const { personId } of known?.members ?? []) {
    const person = register.persons.get(personId);
    if (person !== undefined) members.set(personId, person);
  }
  const byName = Map.groupBy(members, ([, person]) => folded(person.fullName));
  const byPhone = Map.groupBy(
    [...members].flatMap(([id, person]) => person.phones.map((phone) => ({ id, person, phone }))),
    ({ phone }) => phone,
  );
  return new Map(rows.map((row) => [row.rowNo, whoIs(row)] as const));

  function whoIs(row: StagedRow): Who {
    const { name, birthYear, phone } = row.reading;
    const choice = options.choices.get(row.rowNo);
    const matches = register.matches.get(row.rowNo) ?? [];
    if (choice === 'new') return someoneNew(row, []);
    if (choice !== undefined && (members.has(choice) || matches.some((match) => match.personId === choice)))
      return { personId: choice, newPerson: null, findings: [] };
    const alikes = (byName.get(folded(name)) ?? []).filter(([, person]) => sameYear(person.birthYear, birthYear));
    const numbered = phone === null ? [] : alikes.filter(([, person]) => person.phones.includes(phone));
    // Hùng and Hưng are two people unless year or number say otherwise.
    const spelledSo = alikes.filter(([, person]) => spelledAlike(person.fullName, name));
    const ofYear = spelledSo.length > 0 || birthYear === null ? [] : alikes.filter(([, person]) => person.birthYear === birthYear);
    const named = spelledSo.length > 0 ? spelledSo : ofYear;
    const [one] = numbered.length === 1 ? numbered : named;
    if (one !== undefined && (named.length === 1 || numbered.length === 1))
      return { personId: one[0], newPerson: null, findings: differences(row, one[1]) };
    if (named.length > 1)
      return unsure(
        row,
        named.map(([, person]) => shown(person)),
      );
    const holder = phone === null ? undefined : byPhone.get(phone)?.[0];
    if (holder !== undefined)
      return someoneNew(row, [finding('W-PHONE-SHARED', 'phone', { read: shownPhone(holder.phone), name: holder.person.fullName })]);
    const sure = matches.filter((match) => match.sure && (match.by === 'both' || spelledAlike(match.fullName, name)));
    const [known] = sure;
    if (sure.length > 1) return unsure(row, sure.map(shown));
    if (known !== undefined) {
      const place = known.unitId === null ? '' : (register.unitNames.get(known.unitId) ?? '');
      return { personId: known.personId, newPerson: null, findings: [finding('P-PERSON-KNOWN', 'name', { read: shown(known), place })] };
    }
    const alike = matches.slice(0, 3).map((match) => shown(match));
    return someoneNew(row, alike.length === 0 ? [] : [finding('W-PERSON-ALIKE', 'name', { read: alike.join('; ') })]);
  }
}

const shown = (person: { readonly fullName: string; readonly birthYear: number | null }): string =>
  person.birthYear === null ? person.fullName : `${person.fullName} (${person.birthYear})`;

const unsure = (row: StagedRow, candidates: readonly string[]): Who => ({
  personId: null,
  newPerson: null,
  findings: [finding('E-PERSON-UNSURE', 'name', { value: row.reading.name, candidates: candidates.slice(0, 3).join('; ') })],
});

/** Two rows mean one new person when name and number say so, or name, year of birth and commune. */
function someoneNew({ rowNo, reading, placed }: StagedRow, findings: readonly Finding[]): Who {
  const name = spelled(reading.name);
  const newPerson =
    reading.birthYear !== null
      ? `${name} ${reading.birthYear} ${placed?.communeId ?? ''}`
      : reading.phone !== null
        ? `${name} ${reading.phone}`
        : `${name} row ${rowNo}`;
  return { personId: null, newPerson, findings };
}

/** What the list says otherwise than the register: shown, corrected on the person's own page. */
function differences({ reading }: StagedRow, person: KnownPerson): readonly Finding[] {
  const otherName = reading.name !== person.fullName;
  const otherPhone = reading.phone !== null && person.phones.length > 0 && !person.phones.includes(reading.phone);
  if (!otherName && !otherPhone) return [];
  const phone = otherPhone ? `, •••• ${person.phones[0]?.slice(-3) ?? ''}` : '';
  return [finding('W-PERSON-DIFFERS', otherName ? 'name' : 'phone', { read: `${shown(person)}${phone}` })];
}

/** The later of two rows that put one person into one team; two people of one name are told apart by year of birth or number. */
export function twice(rows: readonly StagedRow[], who: ReadonlyMap<number, Who>): ReadonlyMap<number, Finding> {
  const found = new Map<number, Finding>();
  const seen: StagedRow[] = [];
  const byName = new Map<string, StagedRow[]>();
  for (const row of rows) {
    const key = folded(row.reading.name);
    const before = (byName.get(key) ?? []).find((other) => samePerson(other, row, who));
    const holder = who.get(row.rowNo)?.personId ?? null;
    const same = before ?? (holder === null ? undefined : seen.find((other) => who.get(other.rowNo)?.personId === holder));
    if (same === undefined) {
      seen.push(row);
      byName.set(key, [...(byName.get(key) ?? []), row]);
    } else found.set(row.rowNo, finding('E-TWICE', 'name', { value: row.reading.name, sheet: same.sheet, row: String(same.sheetRow) }));
  }
  return found;
}

function samePerson(a: StagedRow, b: StagedRow, who: ReadonlyMap<number, Who>): boolean {
  const [first, second] = [who.get(a.rowNo), who.get(b.rowNo)];
  if (first?.personId != null && second?.personId != null) return first.personId === second.personId;
  if (!spelledAlike(a.reading.name, b.reading.name)) return false;
  const [x, y] = [a.reading, b.reading];
  if (x.birthYear !== null && y.birthYear !== null) return x.birthYear === y.birthYear;
  return x.phone === null || y.phone === null || x.phone === y.phone;
}
