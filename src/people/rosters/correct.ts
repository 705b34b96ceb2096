/** Setting right what lists say about persons who are known. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, type Refusal } from '../../platform/outcome/index.ts';
import type { Actor, Right } from '../../platform/session/index.ts';
import { fold } from '../../platform/text/index.ts';
import { holdsAt } from '../access.ts';
import { underDuty } from '../persons/duty.ts';
import { digestsOf } from '../persons/identifiers.ts';
import { readPhone, refusalOfBirthYear, refusalOfName, refusedLines, tidyName } from './check.ts';
import { insertPhones } from './phones.ts';
import { recordPlaces } from './record.ts';

/** What is set; what is left out stays. */
export interface PersonCorrection {
  readonly personId: string;
  readonly fullName?: string;
  readonly birthYear?: number | null;
  /** A further number, as typed; one that the person has already changes nothing. */
  readonly phone?: string;
}

interface Known {
  readonly id: string;
  readonly unitId: string | null;
  readonly organisationId: string | null;
}

/**
 * Corrects persons, all or none; gives how many there were. Works in any transaction. Refuses with `people.persons-refused` as `recordPersons`,
 * where somebody unknown, erased or elsewhere is `people.person-unknown`.
 */
export async function correctPersonsBulk(
  tx: Tx,
  context: Pick<Context, 'vault'>,
  actor: Actor,
  corrections: readonly PersonCorrection[],
  right: Right,
): Promise<Outcome<{ readonly changed: number }>> {
  const rows = tx.rows<unknown>();
  const locked = await sql<Known>`select id, unit_id as "unitId", organisation_id as "organisationId" from people.person
    where id = any (${corrections.map((one) => one.personId)}::uuid[]) and state <> 'erased' and restricted_at is null order by id for update`.execute(
    rows,
  );
  const known = new Map(locked.rows.filter((person) => holdsAt(actor, right, person)).map((person) => [person.id, person]));
  const wrong: [number, Refusal][] = [];
  const lines = corrections.map((one, index) => {
    const name = one.fullName === undefined ? null : tidyName(one.fullName);
    const phone = readPhone(one.phone);
    const refusal = known.has(one.personId)
      ? ((name === null ? null : refusalOfName(name)) ?? refusalOfBirthYear(tx, one.birthYear ?? null))
      : ({ code: 'people.person-unknown', field: 'person', status: 404 } as const);
    if (refusal) wrong.push([index, refusal]);
    else if ('refusal' in phone) wrong.push([index, phone.refusal]);
    return {
      id: one.personId,
      name,
      search: name === null ? null : fold(name),
      setsYear: one.birthYear !== undefined,
      year: one.birthYear ?? null,
      phone: 'phone' in phone ? phone.phone : null,
    };
  });
  if (wrong.length > 0) return refusedLines(wrong);
  await underDuty(tx, 'identity', async () => {
    await sql`update people.person_details d set full_name = coalesce(c.name, d.full_name), search_name = coalesce(c.search, d.search_name),
        birth_year = case when c."setsYear" then c.year else d.birth_year end
      from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as c (id uuid, name text, search text, "setsYear" boolean, year integer)
      where d.person_id = c.id`.execute(rows);
    await addPhones(tx, context, lines, known);
  });
  const persons = [...known.values()].map((person) => ({ id: person.id, unit: person.unitId }));
  await recordPlaces(tx, actor, 'people.correct-persons', persons, right);
  return accepted({ changed: persons.length });
}

async function addPhones(
  tx: Tx,
  { vault }: Pick<Context, 'vault'>,
  lines: readonly { readonly id: string; readonly phone: string | null }[],
  known: ReadonlyMap<string, Known>,
): Promise<void> {
  const wanted = lines.flatMap(({ id, phone }) => {
    const person = known.get(id);
    return phone === null || !person ? [] : [{ personId: id, unitId: person.unitId, organisationId: person.organisationId, phone }];
  });
  const held = await sql<{ person_id: string; digest: Buffer }>`select person_id, digest from people.identifier
    where person_id = any (${wanted.map((one) => one.personId)}::uuid[]) and kind = 'phone' and ended_at is null`.execute(
    tx.rows<unknown>(),
  );
  const has = new Set(held.rows.map((row) => `${row.person_id} ${row.digest.toString('hex')}`));
  await insertPhones(
    tx,
    vault,
    wanted.filter((one) => !digestsOf(vault, 'phone', one.phone).some((digest) => has.has(`${one.personId} ${digest.toString('hex')}`))),
  );
}
