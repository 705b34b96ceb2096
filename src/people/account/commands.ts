/** What a person changes in their own account: name, devices and sessions, PIN, number. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { fold, tidy } from '../../platform/text/index.ts';
import { endDevice } from '../citizen-access/devices.ts';
import { type HelpLanguage, helpLanguages } from '../contract.ts';
import { lockPersons } from '../persons/lock.ts';
import { EARLIEST_BIRTH_YEAR, LONGEST_NAME } from '../persons/persons.ts';
import { endSessions } from '../sessions/sessions.ts';
import { communesToChoose } from './communes.ts';

/** The signed-in person; routes of this folder demand a right that nobody else has. */
export function ownId(actor: Actor): string {
  if (actor.id === null) throw new Error('The own account was asked for by nobody');
  return actor.id;
}

export interface NameInput {
  readonly fullName: string;
  /** As typed; empty where it isn't told. */
  readonly birthYear: string;
  readonly language: string;
  /** The commune where the person lives; empty for none. */
  readonly unitId: string;
}

/**
 * Changes the person's own name, year of birth, language of help and, for whoever holds no role, the commune: its officials can help then.
 * Refused by field where something is missing or strange. Runs for the person (`ownState`).
 */
export async function changeName(tx: Tx, actor: Actor, input: NameInput): Promise<Outcome<null>> {
  const personId = ownId(actor);
  const fullName = tidy(input.fullName);
  const year = input.birthYear.trim() === '' ? null : Number(input.birthYear.trim());
  if (fullName === '') return refused({ code: 'people.own-name-missing', field: 'name' });
  if (fullName.length > LONGEST_NAME || !/^[\p{L}\p{M}][\p{L}\p{M}\s.'’-]*$/u.test(fullName))
    return refused({ code: 'people.own-name-strange', field: 'name' });
  if (year !== null && !(Number.isInteger(year) && year >= EARLIEST_BIRTH_YEAR && year <= tx.clock.today().year)) {
    return refused({ code: 'people.own-birth-year-strange', field: 'birth_year' });
  }
  const language = helpLanguages.find((known): known is HelpLanguage => known === input.language);
  if (language === undefined) return refused({ code: 'people.own-language-unknown', field: 'language' });
  const rows = tx.rows<unknown>();
  // Read by a statement of its own: a role that is just being given is waited for, and counts.
  await lockPersons(tx, [personId]);
  const locked = await sql<{ unit_id: string | null; organisation_id: string | null; serves: boolean }>`select unit_id, organisation_id,
      exists (select from people.role_grant where role_grant.person_id = person.id and role_grant.ended_at is null) as serves
    from people.person where id = ${personId}::uuid`.execute(rows);
  const before = locked.rows[0];
  if (!before) throw new Error('The signed-in person is not there');
  let { unit_id: unitId } = before;
  // Where somebody serves is not theirs to say.
  if (!before.serves && input.unitId !== (unitId ?? '')) {
    const communes = input.unitId === '' ? [] : await communesToChoose(tx);
    if (input.unitId !== '' && !communes.some(({ value }) => value === input.unitId))
      return refused({ code: 'people.own-commune-unknown', field: 'unit' });
    unitId = input.unitId || null;
  }
  await sql`update people.person set language_of_help = ${language}, unit_id = ${unitId}::uuid where id = ${personId}::uuid`.execute(rows);
  await sql`insert into people.person_details (person_id, unit_id, organisation_id, full_name, search_name, birth_year)
    values (${personId}::uuid, ${unitId}::uuid, ${before.organisation_id}::uuid, ${fullName}, ${fold(fullName)}, ${year}::integer)
    on conflict (person_id) do update set unit_id = excluded.unit_id, full_name = excluded.full_name, search_name = excluded.search_name,
      birth_year = excluded.birth_year`.execute(rows);
  await sql`update people.identifier set unit_id = ${unitId}::uuid where person_id = ${personId}::uuid`.execute(rows);
  await record(tx, actor, {
    action: 'people.change-own-name',
    subject: { kind: 'people.person', id: personId },
    fields: ['full_name', 'birth_year', 'language_of_help', ...(unitId === before.unit_id ? [] : ['unit_id'])],
    places: [...new Set([before.unit_id, unitId].filter((id) => id !== null))],
    persons: [personId],
  });
  return accepted(null);
}

/** Ends one of the person's own sessions; false where there is none with this id. */
export async function endOwnSession(tx: Tx, actor: Actor, sessionId: string): Promise<boolean> {
  const personId = ownId(actor);
  const ended = await endSessions(tx, personId, { why: 'own-list', only: sessionId });
  if (ended === 0) return false;
  await record(tx, actor, {
    action: 'people.end-session',
    subject: { kind: 'people.session', id: sessionId },
    fields: ['ended_at'],
    persons: [personId],
  });
  return true;
}

/**
 * Ends everything with which the person is signed in or known anywhere, but for this session and device where they are given. What a
 * thief took is worth nothing after it. Runs for the person (`ownState`).
 */
export async function endEverywhere(
  tx: Tx,
  actor: Actor,
  keep: { readonly sessionId: string; readonly deviceId: string | null } | null,
): Promise<void> {
  const personId = ownId(actor);
  await endSessions(tx, personId, { why: 'own-list', ...(keep === null ? {} : { except: keep.sessionId }) });
  const devices = await sql<{ id: string }>`select id from people.device where person_id = ${personId}::uuid and ended_at is null
    and id is distinct from ${keep?.deviceId ?? null}::uuid order by id for update`.execute(tx.rows<unknown>());
  for (const { id } of devices.rows) await endDevice(tx, actor, id, 'own-list');
  await record(tx, actor, {
    action: 'people.end-all-sessions',
    subject: { kind: 'people.person', id: personId },
    fields: ['ended_at'],
    persons: [personId],
  });
}
