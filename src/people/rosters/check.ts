/** What of a list can name a person: the rules of `recordPerson`, for many. */
import type { Tx } from '../../platform/db/index.ts';
import { type Outcome, type Refusal, refused } from '../../platform/outcome/index.ts';
import { type Actor, mayAt, type Right } from '../../platform/session/index.ts';
import { tidy } from '../../platform/text/index.ts';
import { EARLIEST_BIRTH_YEAR, LONGEST_NAME } from '../persons/persons.ts';
import { normalPhone } from '../persons/phone.ts';

/** Why this can't be a name; null when it can. */
export function refusalOfName(name: string): Refusal | null {
  if (name === '') return { code: 'people.name-missing', field: 'name' };
  return name.length > LONGEST_NAME || !/\p{L}/u.test(name) ? { code: 'people.name-strange', field: 'name' } : null;
}

export function refusalOfBirthYear(tx: Pick<Tx, 'clock'>, year: number | null): Refusal | null {
  const possible = year === null || (Number.isInteger(year) && year >= EARLIEST_BIRTH_YEAR && year <= tx.clock.today().year);
  return possible ? null : { code: 'people.birth-year-strange', field: 'birth_year' };
}

/** The number in its normal form, null for none; a refusal for what is no number. */
export function readPhone(typed: string | undefined): { readonly phone: string | null } | { readonly refusal: Refusal } {
  const text = typed?.trim() ?? '';
  if (text === '') return { phone: null };
  const phone = normalPhone(text);
  return phone === null ? { refusal: { code: 'people.phone-strange', field: 'phone' } } : { phone };
}

export const tidyName = (name: string): string => tidy(name);

export const mayRecordIn = (actor: Actor, right: Right, unitId: string): boolean => actor.kind === 'system' || mayAt(actor, right, unitId);

/** Several findings as one refusal; each names its line by the param `index`. */
export function refusedLines(found: readonly (readonly [index: number, refusal: Refusal])[]): Outcome<never> {
  return refused({
    code: 'people.persons-refused',
    params: { count: found.length },
    details: found.map(([index, refusal]) => ({ ...refusal, params: { ...refusal.params, index } })),
  });
}
