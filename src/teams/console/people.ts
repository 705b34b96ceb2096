/** Members as persons: their names and masked numbers, as far as the transaction may see them. */
import { type RosterPerson, rosterPersons } from '../../people/index.ts';
import type { Vault } from '../../platform/crypto/index.ts';
import type { Reader } from '../../platform/db/index.ts';

/** The names of persons by id; those whose data may only be kept are left out. The caller records the sight. */
export async function namesOf(reader: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const persons = await rosterPersons(reader, null, [...new Set(ids)]);
  return new Map([...persons.values()].filter((person) => !person.restricted).map((person) => [person.id, person.fullName]));
}

/** Persons with their numbers, without those whose data may only be kept. The caller records the sight. */
export async function personsOf(reader: Reader, vault: Vault, ids: readonly string[]): Promise<ReadonlyMap<string, RosterPerson>> {
  const persons = await rosterPersons(reader, vault, [...new Set(ids)]);
  return new Map([...persons].filter(([, person]) => !person.restricted));
}

/** Enough of a number to recognise it, too little to use it: `•••• 678`. */
export const maskedNumber = (number: string): string => `•••• ${number.slice(-3)}`;

/** A name with the year of birth, which tells two of one name apart: `Giàng Thị Chừ, 1984`. */
export const nameWithYear = ({ fullName, birthYear }: { readonly fullName: string; readonly birthYear: number | null }): string =>
  birthYear === null ? fullName : `${fullName}, ${birthYear}`;
