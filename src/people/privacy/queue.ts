/** The office's queue of requests about personal data, and what waits on the officials' front page. */
import { type RawBuilder, sql } from 'kysely';
import { record } from '../../audit/index.ts';
import { readCalendar } from '../../platform/calendar/store.ts';
import type { WorkingCalendar } from '../../platform/calendar/working-day.ts';
import { workingTimeBetween } from '../../platform/calendar/working-time.ts';
import type { Reader, Tx } from '../../platform/db/index.ts';
import type { Context, WaitingSource } from '../../platform/module/index.ts';
import { type Actor, rowState } from '../../platform/session/index.ts';
import { scopeOf } from '../access.ts';
import { peopleRights } from '../contract.ts';
import { texts } from './messages.gen.ts';
import type { RequestKind, RequestState } from './model.ts';
import { kindName } from './telling.ts';

/** The row state and right of whoever answers requests. */
export const answering = (actor: Actor) => ({ state: rowState(actor, peopleRights.privacy) });

/** Working minutes until a time limit, or since it. A limit that ended on Friday is past on Sunday, though no minute was worked since. */
export interface TimeLeft {
  readonly late: boolean;
  readonly minutes: number;
}

/** How the time limit of an answer stands; null once the person was told, or the request has ended. */
export function timeLeft(
  request: { readonly dueAt: Temporal.Instant; readonly answeredAt: Temporal.Instant | null; readonly endedAt: Temporal.Instant | null },
  now: Temporal.Instant,
  calendar: WorkingCalendar,
): TimeLeft | null {
  if (request.answeredAt !== null || request.endedAt !== null) return null;
  const late = Temporal.Instant.compare(now, request.dueAt) > 0;
  return { late, minutes: Math.abs(workingTimeBetween(now, request.dueAt, calendar)) };
}

export interface QueueRow {
  readonly id: string;
  readonly personId: string;
  readonly name: string | null;
  readonly kind: RequestKind;
  readonly state: RequestState;
  readonly receivedAt: Temporal.Instant;
  readonly dueAt: Temporal.Instant;
  readonly answeredAt: Temporal.Instant | null;
  readonly endedAt: Temporal.Instant | null;
  /** How the time limit stands; null once the person was told. */
  readonly clock: TimeLeft | null;
}

type Found = Omit<QueueRow, 'clock'>;

const scope = (actor: Actor) => scopeOf(actor, peopleRights.privacy, { unit: 'request.unit_id', organisation: 'request.organisation_id' });

async function rowsWhere(
  reader: Reader,
  condition: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
  limit: number,
): Promise<readonly Found[]> {
  const found = await sql<Found>`select request.id, request.person_id as "personId", details.full_name as name, request.kind, request.state,
      request.received_at as "receivedAt", request.due_at as "dueAt", request.answered_at as "answeredAt", request.ended_at as "endedAt"
    from people.privacy_request request left join people.person_details details on details.person_id = request.person_id
    where ${condition} order by ${order} limit ${limit}`.execute(reader.rows<unknown>());
  return found.rows;
}

const withClock = (row: Found, now: Temporal.Instant, calendar: WorkingCalendar): QueueRow => ({
  ...row,
  clock: timeLeft(row, now, calendar),
});

/** Not told yet before told, then by time limit: so what is overdue stands first. */
const byUrgency = sql`(request.answered_at is not null), request.due_at, request.id`;
const isOpenRow = sql`request.state in ('received', 'answered')`;

export interface Queue {
  readonly open: readonly QueueRow[];
  readonly ended: readonly QueueRow[];
  readonly calendar: WorkingCalendar;
}

/** The queue of the actor's places, and what ended last. Records that the actor saw these persons. */
export async function readQueue(tx: Tx, context: Pick<Context, 'config'>, actor: Actor): Promise<Queue> {
  const calendar = await readCalendar(tx, context.config.TIME_ZONE);
  const now = tx.clock.now();
  const open = await rowsWhere(tx, sql`${isOpenRow} and ${scope(actor)}`, byUrgency, 200);
  const ended = await rowsWhere(tx, sql`request.ended_at is not null and ${scope(actor)}`, sql`request.ended_at desc`, 30);
  const persons = [...new Set([...open, ...ended].filter(({ name }) => name !== null).map(({ personId }) => personId))];
  if (persons.length > 0) {
    await record(tx, actor, {
      action: 'people.see-privacy-requests',
      subject: { kind: 'people.privacy-request', id: 'queue' },
      fields: ['full_name'],
      persons,
      purpose: 'data-request',
      right: peopleRights.privacy,
    });
  }
  return { open: open.map((row) => withClock(row, now, calendar)), ended: ended.map((row) => withClock(row, now, calendar)), calendar };
}

/** Open requests on the officials' front page, without names: those are on the request's own page, where the sight is recorded. */
export function waitingRequests(context: Context): WaitingSource {
  return {
    kind: 'people.privacy-requests',
    label: (lang) => texts[lang].queue_title(),
    rights: [peopleRights.privacy],
    load: (actor, { lang, limit }) =>
      context.db.transaction(async (tx) => {
        const where = sql`${isOpenRow} and ${scope(actor)} and request.person_id is distinct from ${actor.id}::uuid`;
        const counted = await sql<{ count: number; overdue: number }>`select count(*)::integer as count,
            (count(*) filter (where answered_at is null and due_at < ${tx.clock.now().toString()}::timestamptz))::integer as overdue
          from people.privacy_request request where ${where}`.execute(tx.rows<unknown>());
        const items = await rowsWhere(tx, where, byUrgency, limit);
        return {
          items: items.map((row) => ({
            id: row.id,
            title: texts[lang].waiting_title({ kind: kindName(row.kind, lang) }),
            detail: row.answeredAt === null ? texts[lang].waiting_tell() : texts[lang].waiting_do(),
            href: `/console/privacy/${row.id}`,
            since: row.receivedAt.toString(),
            due: row.answeredAt === null ? row.dueAt.toString() : null,
          })),
          count: counted.rows[0]?.count ?? 0,
          overdue: counted.rows[0]?.overdue ?? 0,
        };
      }, answering(actor)),
  };
}
