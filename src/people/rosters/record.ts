/** Many persons become known at once. */
import { sql } from 'kysely';
import { recordAll } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, type Refusal } from '../../platform/outcome/index.ts';
import type { Actor, Right } from '../../platform/session/index.ts';
import { fold } from '../../platform/text/index.ts';
import { type HelpLanguage, helpLanguages } from '../contract.ts';
import { underDuty } from '../persons/duty.ts';
import { mayRecordIn, readPhone, refusalOfBirthYear, refusalOfName, refusedLines, tidyName } from './check.ts';
import { insertPhones } from './phones.ts';

/** Somebody from a list. */
export interface RosterPersonInput {
  /** Made when absent. */
  readonly id?: string;
  readonly fullName: string;
  readonly birthYear: number | null;
  /** Where the person lives or serves. */
  readonly unitId: string;
  readonly languageOfHelp?: HelpLanguage;
  /** As typed; kept as told, not as proved. */
  readonly phone?: string;
}

interface Checked {
  readonly id: string;
  readonly unit: string;
  readonly language: HelpLanguage;
  readonly name: string;
  readonly search: string;
  readonly year: number | null;
  readonly phone: string | null;
}

/**
 * Records persons, all or none, and gives their ids in the order of the inputs. The actor holds `right` in each place; the system may record
 * anybody. Works in any transaction. Refuses with `people.persons-refused`, whose details are the codes of `recordPerson` with the param `index`.
 */
export async function recordPersons(
  tx: Tx,
  context: Pick<Context, 'vault'>,
  actor: Actor,
  inputs: readonly RosterPersonInput[],
  right: Right,
): Promise<Outcome<readonly string[]>> {
  const wrong: [number, Refusal][] = [];
  const persons = inputs.flatMap((input, index): Checked[] => {
    const found = checked(tx, actor, input, right);
    if ('code' in found) wrong.push([index, found]);
    return 'code' in found ? [] : [found];
  });
  if (wrong.length > 0) return refusedLines(wrong);
  await underDuty(tx, 'identity', () => insert(tx, context, persons));
  await recordPlaces(tx, actor, 'people.record-persons', persons, right);
  return accepted(persons.map((person) => person.id));
}

function checked(tx: Tx, actor: Actor, input: RosterPersonInput, right: Right): Checked | Refusal {
  const name = tidyName(input.fullName);
  const phone = readPhone(input.phone);
  const language = input.languageOfHelp ?? 'vi';
  if (!mayRecordIn(actor, right, input.unitId)) return { code: 'people.place-not-yours', field: 'unit', status: 403 };
  const refusal = refusalOfName(name) ?? refusalOfBirthYear(tx, input.birthYear);
  if (refusal) return refusal;
  if (!helpLanguages.includes(language)) return { code: 'people.language-unknown', field: 'language' };
  if ('refusal' in phone) return phone.refusal;
  return {
    id: input.id ?? tx.ids.next(),
    unit: input.unitId,
    language,
    name,
    search: fold(name),
    year: input.birthYear,
    phone: phone.phone,
  };
}

async function insert(tx: Tx, { vault }: Pick<Context, 'vault'>, persons: readonly Checked[]): Promise<void> {
  const rows = tx.rows<unknown>();
  const list = sql`jsonb_to_recordset(${JSON.stringify(persons)}::jsonb) as p (id uuid, unit uuid, language text, name text, search text, year integer)`;
  await sql`insert into people.person (id, unit_id, language_of_help, created_at)
    select id, unit, language, ${tx.clock.now().toString()}::timestamptz from ${list}`.execute(rows);
  await sql`insert into people.person_details (person_id, unit_id, full_name, search_name, birth_year)
    select id, unit, name, search, year from ${list}`.execute(rows);
  await insertPhones(
    tx,
    vault,
    persons.flatMap(({ id, unit, phone }) => (phone === null ? [] : [{ personId: id, unitId: unit, organisationId: null, phone }])),
  );
}

/** One row in the trail for each place, with its persons. */
export async function recordPlaces(
  tx: Tx,
  actor: Actor,
  action: string,
  persons: readonly { readonly id: string; readonly unit: string | null }[],
  right: Right,
): Promise<void> {
  await recordAll(
    tx,
    actor,
    [...Map.groupBy(persons, (person) => person.unit ?? '')].map(([unit, there]) => ({
      action,
      subject: { kind: 'people.person', id: there.length === 1 ? (there[0]?.id ?? 'list') : 'list' },
      fields: ['full_name', 'birth_year', 'phone'],
      places: unit === '' ? [] : [unit],
      persons: there.map((person) => person.id),
      right,
    })),
  );
}
