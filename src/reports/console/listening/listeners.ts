/** The dated list of listeners: read, added to, ended. Every query runs under the state of a keeper, or under a duty. */
import { type RawBuilder, sql } from 'kysely';
import { record } from '../../../audit/index.ts';
import { helpLanguages, peopleKnown } from '../../../people/index.ts';
import { dayAfter } from '../../../platform/calendar/index.ts';
import type { Reader, Tx } from '../../../platform/db/index.ts';
import { accepted, type Outcome, refused } from '../../../platform/outcome/index.ts';
import type { Actor } from '../../../platform/session/index.ts';
import { isId } from '../../../territory/index.ts';
import { type Keeper, keepsFor } from './keepers.ts';

/** The languages that take a listener: whoever answers understands Vietnamese. */
export const listenedLanguages = helpLanguages.filter((one) => one !== 'vi');
export const listenerKinds = ['official', 'team', 'respected', 'other'] as const;
export const endReasons = ['own-wish', 'moved-away', 'died', 'term-over', 'unsuitable', 'mistake'] as const;

/** An entry of the list. Days are ISO. */
export interface Listener {
  readonly id: string;
  readonly language: string;
  readonly personId: string;
  /** Null for the whole province. */
  readonly unitId: string | null;
  readonly kind: string;
  /** The first day; null where it was taken off before it began. */
  readonly from: string | null;
  /** The day after the last; null without one. */
  readonly to: string | null;
  readonly endReason: string | null;
}

const columns = sql`id, language, person_id as "personId", unit_id as "unitId", kind, lower(valid)::text as "from", upper(valid)::text as "to",
  end_reason as "endReason"`;
const isPast = (today: string): RawBuilder<boolean> => sql<boolean>`(isempty(valid) or coalesce(upper(valid) <= ${today}::date, false))`;

export interface ListenersAsked {
  readonly today: string;
  readonly past: boolean;
  readonly language: string | null;
  readonly offset: number;
  readonly limit: number;
}

/** Those who listen now or later, or those who have stopped: by language, the newest first. */
export async function listenersOf(reader: Reader, ask: ListenersAsked): Promise<readonly Listener[]> {
  const { today, past, language, offset, limit } = ask;
  const found = await sql<Listener>`select ${columns} from reports.listener
    where ${isPast(today)} = ${past} and (${language}::text is null or language = ${language})
    order by language, coalesce(lower(valid), added_at::date) desc, id limit ${limit} offset ${offset}`.execute(reader.rows<unknown>());
  return found.rows;
}

/** How many listen for the whole province today, by language: a number that a commune may know. Runs under the duty `identity`. */
export async function listenersEverywhere(reader: Reader, today: string): Promise<readonly { language: string; count: number }[]> {
  const found = await sql<{
    language: string;
    count: number;
  }>`select language, count(distinct person_id)::integer as count from reports.listener
    where unit_id is null and valid @> ${today}::date group by language order by language`.execute(reader.rows<unknown>());
  return found.rows;
}

/** The entries of one person, the newest first. Runs under a state that opens the own rows. */
export async function entriesOf(reader: Reader, personId: string): Promise<readonly Listener[]> {
  const found = await sql<Listener>`select ${columns} from reports.listener where person_id = ${personId}::uuid
    order by upper(valid) desc nulls first, lower(valid) desc, id limit 50`.execute(reader.rows<unknown>());
  return found.rows;
}

export interface ListenerInput {
  /** UUIDv7 made by the form: the same id again is the same entry. */
  readonly id: string;
  readonly personId: string;
  readonly language: string;
  readonly kind: string;
  readonly unitId: string | null;
  readonly from: string;
  /** The last day; null without one. */
  readonly until: string | null;
}

/**
 * Names somebody whom the keeper reaches. Refusals: `http.not-found` for persons elsewhere, `reports.listener-language`, `-kind`, `-unit`, `-from`,
 * `-until`, and 409 `reports.listener-already` where the person is named for the same language, place and days. The same id again changes nothing.
 */
export async function addListener(tx: Tx, actor: Actor, keeper: Keeper, input: ListenerInput): Promise<Outcome<{ added: boolean }>> {
  const { id, personId, language, kind, unitId, from, until } = input;
  const today = tx.clock.today().toString();
  const known = isId(personId) && (await peopleKnown(tx, actor, keeper.right, [personId])).has(personId);
  if (!known) return refused({ code: 'http.not-found', status: 404 });
  if (!listenedLanguages.some((one) => one === language)) return refused({ code: 'reports.listener-language', field: 'language' });
  if (!listenerKinds.some((one) => one === kind)) return refused({ code: 'reports.listener-kind', field: 'kind' });
  if (!keepsFor(keeper, unitId)) return refused({ code: 'reports.listener-unit', field: 'unit' });
  if (from < today) return refused({ code: 'reports.listener-from', field: 'from' });
  if (until !== null && until < from) return refused({ code: 'reports.listener-until', field: 'until' });
  const rows = tx.rows<unknown>();
  // Two at once: the second waits for the first, and finds it there.
  const made = await sql`insert into reports.listener (id, language, person_id, unit_id, kind, valid, added_at, added_by)
    values (${id}::uuid, ${language}, ${personId}::uuid, ${unitId}::uuid, ${kind},
      daterange(${from}::date, ${until === null ? null : dayAfter(until)}::date), ${tx.clock.now().toString()}::timestamptz, ${actor.id}::uuid)
    on conflict do nothing returning id`.execute(rows);
  if (made.rows.length === 0) {
    const same =
      await sql`select from reports.listener where id = ${id}::uuid and person_id = ${personId}::uuid and added_by = ${actor.id}::uuid`.execute(
        rows,
      );
    return same.rows.length > 0
      ? accepted({ added: false })
      : refused({ code: 'reports.listener-already', field: 'language', status: 409 });
  }
  await record(tx, actor, {
    action: 'reports.name-listener',
    subject: { kind: 'reports.listener', id },
    fields: ['language', 'kind', 'unit', 'valid'],
    places: unitId === null ? [] : [unitId],
    persons: [personId],
    right: keeper.right,
  });
  return accepted({ added: true });
}

/**
 * Ends an entry from today: what waits is closed to the person with the next request. Refusals: `http.not-found` for entries elsewhere,
 * `reports.listener-reason`, and 409 `reports.listener-over` where it has ended already.
 */
export async function endListener(
  tx: Tx,
  actor: Actor,
  keeper: Keeper,
  { id, reason }: { readonly id: string; readonly reason: string },
): Promise<Outcome<Listener>> {
  const today = tx.clock.today().toString();
  const rows = tx.rows<unknown>();
  const found = await sql<Listener & { past: boolean }>`select ${columns}, ${isPast(today)} as past from reports.listener
    where id = ${id}::uuid for update`.execute(rows);
  const [entry] = found.rows;
  if (!entry || !keepsFor(keeper, entry.unitId)) return refused({ code: 'http.not-found', status: 404 });
  if (entry.past) return refused({ code: 'reports.listener-over', status: 409 });
  if (!endReasons.some((one) => one === reason)) return refused({ code: 'reports.listener-reason', field: 'reason' });
  await sql`update reports.listener set ended_at = ${tx.clock.now().toString()}::timestamptz, ended_by = ${actor.id}::uuid, end_reason = ${reason},
      valid = case when lower(valid) >= ${today}::date then 'empty'::daterange else daterange(lower(valid), ${today}::date) end
    where id = ${id}::uuid`.execute(rows);
  await record(tx, actor, {
    action: 'reports.end-listener',
    subject: { kind: 'reports.listener', id },
    fields: ['valid', 'end-reason'],
    places: entry.unitId === null ? [] : [entry.unitId],
    persons: [entry.personId],
    right: keeper.right,
  });
  return accepted(entry);
}
