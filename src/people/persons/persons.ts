/** Recording a person, correcting what was recorded, and the name by which others speak of them. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { Reader, Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import type { Actor, Right } from '../../platform/session/index.ts';
import { fold, tidy } from '../../platform/text/index.ts';
import { holdsAt } from '../access.ts';
import { type HelpLanguage, helpLanguages, peopleRights } from '../contract.ts';
import { mayRecordAt, type Place } from './access.ts';
import { recordIdentifier } from './identifiers.ts';
import { normalPhone } from './phone.ts';

export const LONGEST_NAME = 100;
export const EARLIEST_BIRTH_YEAR = 1900;

export interface PersonInput {
  readonly fullName: string;
  readonly birthYear: number | null;
  readonly unitId: string | null;
  readonly organisationId: string | null;
  readonly languageOfHelp: HelpLanguage;
  /** As typed; recorded as told by the person, proved later by a code. */
  readonly phone?: string;
}

/** What names a person and where they belong, checked and in the form in which it is kept. */
function checked(tx: Tx, input: PersonInput): Outcome<{ fullName: string; phone: string | null }> {
  const fullName = tidy(input.fullName);
  if (fullName === '') return refused({ code: 'people.name-missing', field: 'name' });
  if (fullName.length > LONGEST_NAME || !/\p{L}/u.test(fullName)) return refused({ code: 'people.name-strange', field: 'name' });
  const { birthYear } = input;
  if (birthYear !== null && !(Number.isInteger(birthYear) && birthYear >= EARLIEST_BIRTH_YEAR && birthYear <= tx.clock.today().year)) {
    return refused({ code: 'people.birth-year-strange', field: 'birth_year' });
  }
  if (!helpLanguages.includes(input.languageOfHelp)) return refused({ code: 'people.language-unknown', field: 'language' });
  const typed = input.phone?.trim() ?? '';
  const phone = typed === '' ? null : normalPhone(typed);
  if (typed !== '' && phone === null) return refused({ code: 'people.phone-strange', field: 'phone' });
  return accepted({ fullName, phone });
}

/**
 * Records a person. An official needs the right (to enrol, unless another is named) in the place that is given; somebody who signs up
 * records themselves (`anonymous` actor, under the duty `identity`). Refuses a strange name, year, number, and a place outside the actor's.
 */
export async function recordPerson(
  tx: Tx,
  context: Pick<Context, 'vault'>,
  actor: Actor,
  input: PersonInput,
  right: Right = peopleRights.enrol,
): Promise<Outcome<{ personId: string }>> {
  const place: Place = { unitId: input.unitId, organisationId: input.organisationId };
  if (actor.kind === 'person' && !mayRecordAt(actor, place, { right }))
    return refused({ code: 'people.place-not-yours', field: 'unit', status: 403 });
  const found = checked(tx, input);
  if (!found.ok) return found;
  const { fullName, phone } = found.value;
  const personId = tx.ids.next();
  const rows = tx.rows<unknown>();
  await sql`insert into people.person (id, unit_id, organisation_id, language_of_help, created_at)
    values (${personId}::uuid, ${place.unitId}::uuid, ${place.organisationId}::uuid, ${input.languageOfHelp}, ${tx.clock.now().toString()}::timestamptz)`.execute(
    rows,
  );
  await sql`insert into people.person_details (person_id, unit_id, organisation_id, full_name, search_name, birth_year)
    values (${personId}::uuid, ${place.unitId}::uuid, ${place.organisationId}::uuid, ${fullName}, ${fold(fullName)}, ${input.birthYear}::integer)`.execute(
    rows,
  );
  if (phone !== null) await recordIdentifier(tx, context.vault, { personId, ...place, kind: 'phone', value: phone, verified: false });
  await record(tx, actor, {
    action: 'people.record-person',
    subject: { kind: 'people.person', id: personId },
    fields: ['full_name', ...(input.birthYear === null ? [] : ['birth_year']), 'language_of_help', ...(phone === null ? [] : ['phone'])],
    places: place.unitId === null ? [] : [place.unitId],
    persons: [personId],
    right,
  });
  return accepted({ personId });
}

/** Corrects name, year of birth, language and place. The actor sees the person already; a new place must be the actor's too. */
export async function correctPerson(tx: Tx, actor: Actor, personId: string, input: Omit<PersonInput, 'phone'>): Promise<Outcome<null>> {
  const rows = tx.rows<unknown>();
  const locked = await sql<{ unit_id: string | null; organisation_id: string | null }>`select unit_id, organisation_id from people.person
    where id = ${personId}::uuid and state <> 'erased' for update`.execute(rows);
  const row = locked.rows[0];
  const before: Place | null = row ? { unitId: row.unit_id, organisationId: row.organisation_id } : null;
  if (!before || !holdsAt(actor, peopleRights.enrol, before)) return refused({ code: 'http.not-found', status: 404 });
  const place: Place = { unitId: input.unitId, organisationId: input.organisationId };
  if (!mayRecordAt(actor, place, { before })) return refused({ code: 'people.place-not-yours', field: 'unit', status: 403 });
  const found = checked(tx, input);
  if (!found.ok) return found;
  const { fullName } = found.value;
  await sql`update people.person set unit_id = ${place.unitId}::uuid, organisation_id = ${place.organisationId}::uuid, language_of_help = ${input.languageOfHelp}
    where id = ${personId}::uuid`.execute(rows);
  await sql`update people.person_details set full_name = ${fullName}, search_name = ${fold(fullName)}, birth_year = ${input.birthYear}::integer,
    unit_id = ${place.unitId}::uuid, organisation_id = ${place.organisationId}::uuid where person_id = ${personId}::uuid`.execute(rows);
  await sql`update people.identifier set unit_id = ${place.unitId}::uuid, organisation_id = ${place.organisationId}::uuid
    where person_id = ${personId}::uuid`.execute(rows);
  await record(tx, actor, {
    action: 'people.correct-person',
    subject: { kind: 'people.person', id: personId },
    fields: ['full_name', 'birth_year', 'language_of_help', ...(before.unitId === place.unitId ? [] : ['unit_id'])],
    places: [before.unitId, place.unitId].filter((id) => id !== null).filter((id, index, all) => all.indexOf(id) === index),
    persons: [personId],
    right: peopleRights.enrol,
  });
  return accepted(null);
}

/** The name of a person, as far as the transaction may see it; null otherwise. Whoever shows it to an official records the sight. */
export async function personName(reader: Reader, personId: string): Promise<string | null> {
  const found = await sql<{ full_name: string }>`select full_name from people.person_details where person_id = ${personId}::uuid`.execute(
    reader.rows<unknown>(),
  );
  return found.rows[0]?.full_name ?? null;
}
