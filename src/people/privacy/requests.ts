/** What persons ask about their data: filed by themselves or by somebody who writes it down, with a clock in working days. */
import { sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { readCalendar } from '../../platform/calendar/store.ts';
import { addWorkingDays } from '../../platform/calendar/working-time.ts';
import type { Reader, Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { holdsAt } from '../access.ts';
import { peopleRights } from '../contract.ts';
import { underDuty } from '../persons/duty.ts';
import {
  HOURS_TO_TAKE_BACK_DELETION,
  LONGEST_WORDS,
  type RequestKind,
  type RequestState,
  type WayToSay,
  WORKING_DAYS_TO_ANSWER,
} from './model.ts';
import { tellReceived } from './telling.ts';

/** What commands on requests need of the context. */
export type RequestContext = Pick<Context, 'config' | 'vault' | 'messages'>;

export interface PrivacyRequest {
  readonly id: string;
  readonly personId: string;
  readonly unitId: string | null;
  readonly organisationId: string | null;
  readonly kind: RequestKind;
  readonly state: RequestState;
  readonly words: string | null;
  readonly receivedAt: Temporal.Instant;
  readonly how: WayToSay;
  readonly recordedBy: string | null;
  /** By then the person is told how it goes on. */
  readonly dueAt: Temporal.Instant;
  readonly answeredAt: Temporal.Instant | null;
  readonly answeredBy: string | null;
  readonly answer: string | null;
  /** When a deletion is carried out by itself. */
  readonly carryOutAfter: Temporal.Instant | null;
  readonly endedAt: Temporal.Instant | null;
}

interface RequestRow {
  readonly id: string;
  readonly person_id: string;
  readonly unit_id: string | null;
  readonly organisation_id: string | null;
  readonly kind: RequestKind;
  readonly state: RequestState;
  readonly words: string | null;
  readonly received_at: Temporal.Instant;
  readonly received_how: WayToSay;
  readonly recorded_by: string | null;
  readonly due_at: Temporal.Instant;
  readonly answered_at: Temporal.Instant | null;
  readonly answered_by: string | null;
  readonly answer: string | null;
  readonly carry_out_after: Temporal.Instant | null;
  readonly ended_at: Temporal.Instant | null;
}

const shaped = (row: RequestRow): PrivacyRequest => ({
  id: row.id,
  personId: row.person_id,
  unitId: row.unit_id,
  organisationId: row.organisation_id,
  kind: row.kind,
  state: row.state,
  words: row.words,
  receivedAt: row.received_at,
  how: row.received_how,
  recordedBy: row.recorded_by,
  dueAt: row.due_at,
  answeredAt: row.answered_at,
  answeredBy: row.answered_by,
  answer: row.answer,
  carryOutAfter: row.carry_out_after,
  endedAt: row.ended_at,
});

/** The requests of a person, newest first, as far as the transaction may see them. */
export async function requestsOf(reader: Reader, personId: string): Promise<readonly PrivacyRequest[]> {
  const found = await sql<RequestRow>`select * from people.privacy_request where person_id = ${personId}::uuid
    order by received_at desc, id desc limit 100`.execute(reader.rows<unknown>());
  return found.rows.map(shaped);
}

/** One request, as far as the transaction may see it; `lock` holds it until the end of the transaction. */
export async function requestById(reader: Reader, id: string, lock = false): Promise<PrivacyRequest | null> {
  const found =
    await sql<RequestRow>`select * from people.privacy_request where id = ${id}::uuid ${lock ? sql`for update` : sql``}`.execute(
      reader.rows<unknown>(),
    );
  return found.rows[0] ? shaped(found.rows[0]) : null;
}

/** Whether a person holds a role now or from a later day: whoever is in office is not deleted, their grants end first. */
export async function holdsOffice(reader: Reader, personId: string, today: string): Promise<boolean> {
  const found = await sql`select 1 from people.role_grant where person_id = ${personId}::uuid and ended_at is null
    and (upper_inf(valid) or upper(valid) > ${today}::date) limit 1`.execute(reader.rows<unknown>());
  return found.rows.length > 0;
}

/**
 * Files what a person asks about their data, tells them that it has come in, and starts the clock: the end of the second working day
 * after the day on which it came. `how` is `self` only for one's own; somebody who writes it down needs the right to file on behalf,
 * or to answer such requests, where the person belongs. Refuses a deletion for somebody in office, and a second request of the kind
 * while the first is open; the same words again give the same request. Works in any transaction.
 */
export async function fileRequest(
  tx: Tx,
  context: RequestContext,
  actor: Actor,
  input: { personId: string; kind: RequestKind; words: string | null; how: WayToSay },
): Promise<Outcome<{ requestId: string; dueAt: Temporal.Instant }>> {
  const { personId, kind, how } = input;
  const words = input.words?.normalize('NFC').trim() || null;
  const rows = tx.rows<unknown>();
  const locked = await sql<{ unit_id: string | null; organisation_id: string | null; state: string }>`select unit_id, organisation_id, state
    from people.person where id = ${personId}::uuid for update`.execute(rows);
  const person = locked.rows[0];
  if (!person || person.state === 'erased') return refused({ code: 'people.request-nobody', status: 404 });
  if (!mayFile(actor, personId, how, person)) return refused({ code: 'people.request-not-yours', status: 403 });
  if (words !== null && words.length > LONGEST_WORDS)
    return refused({ code: 'people.request-too-long', params: { most: LONGEST_WORDS }, field: 'words' });
  if (words === null && (kind === 'correct' || kind === 'object')) return refused({ code: 'people.request-words-missing', field: 'words' });
  const now = tx.clock.now();
  if (kind === 'delete' && (await holdsOffice(tx, personId, tx.clock.today().toString())))
    return refused({ code: 'people.erasure-in-office', status: 409 });

  return underDuty(tx, 'privacy', async () => {
    const open = await sql<{
      id: string;
      words: string | null;
      due_at: Temporal.Instant;
    }>`select id, words, due_at from people.privacy_request
      where person_id = ${personId}::uuid and kind = ${kind} and state in ('received', 'answered')`.execute(rows);
    const there = open.rows[0];
    if (there?.words === words) return accepted({ requestId: there.id, dueAt: there.due_at });
    if (there) return refused({ code: 'people.request-open', status: 409 });
    const due = addWorkingDays(now, WORKING_DAYS_TO_ANSWER, await readCalendar(tx, context.config.TIME_ZONE)).at;
    const id = tx.ids.next();
    const after = kind === 'delete' && how === 'self' ? now.add({ hours: HOURS_TO_TAKE_BACK_DELETION }) : null;
    await sql`insert into people.privacy_request (id, person_id, unit_id, organisation_id, kind, words, received_at, received_how, recorded_by, due_at, carry_out_after)
      values (${id}::uuid, ${personId}::uuid, ${person.unit_id}::uuid, ${person.organisation_id}::uuid, ${kind}, ${words}, ${now.toString()}::timestamptz, ${how},
        ${how === 'self' ? null : actor.id}::uuid, ${due.toString()}::timestamptz, ${after?.toString() ?? null}::timestamptz)`.execute(
      rows,
    );
    await record(tx, actor, {
      action: 'people.file-privacy-request',
      subject: { kind: 'people.privacy-request', id },
      fields: [kind],
      places: person.unit_id === null ? [] : [person.unit_id],
      persons: [personId],
      ...(how === 'self' ? {} : { actingFor: personId }),
    });
    await tellReceived(tx, context, { id, personId, kind, dueAt: due, carryOutAfter: after });
    return accepted({ requestId: id, dueAt: due });
  });
}

function mayFile(
  actor: Actor,
  personId: string,
  how: WayToSay,
  place: { unit_id: string | null; organisation_id: string | null },
): boolean {
  if (how === 'self') return actor.id === personId;
  if (actor.id === personId) return false;
  const where = { unitId: place.unit_id, organisationId: place.organisation_id };
  return holdsAt(actor, peopleRights.privacy, where) || holdsAt(actor, peopleRights.onBehalf, where);
}
