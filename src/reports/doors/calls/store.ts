/** Missed calls as rows: kept, found, taken, ended. */
import { sql } from 'kysely';
import { record } from '../../../audit/index.ts';
import type { Reader, Tx } from '../../../platform/db/index.ts';
import type { MissedCall } from '../../../platform/messaging/calls/index.ts';
import { type Context, nameActors } from '../../../platform/module/index.ts';
import { accepted, type Outcome, refused } from '../../../platform/outcome/index.ts';
import { type Actor, system } from '../../../platform/session/index.ts';
import { isId } from '../../../territory/index.ts';
import { reportsRights } from '../../contract.ts';
import { contactDigests } from '../../core/submit/doors.ts';
import { type Outcome as CallOutcome, retryAfter } from './model.ts';

/** Where a sealed number is kept: it opens nowhere else. */
export const numberPlace = (id: string): string => `reports.call_back/${id}`;

export interface CallBack {
  readonly id: string;
  readonly calledAt: Temporal.Instant;
  readonly calls: number;
  readonly tries: number;
  readonly nextTryAt: Temporal.Instant | null;
  readonly takenBy: string | null;
  readonly revision: number;
}

const columns = sql`c.id, c.called_at as "calledAt", c.calls, c.tries, c.next_try_at as "nextTryAt", c.taken_by as "takenBy", c.revision`;

/**
 * Keeps a missed call: one task for a number, however often it rings. The same call again changes nothing. Who rings again while a later try
 * is planned can be reached now. Runs under `dutyState('identity')`.
 */
export async function keepCall(tx: Tx, { vault }: Pick<Context, 'vault'>, call: MissedCall): Promise<void> {
  const rows = tx.rows<unknown>();
  const digests = contactDigests(vault, call.number);
  const [digest] = digests;
  if (digest === undefined) throw new Error('There is no key to know numbers by');
  await sql`select pg_advisory_xact_lock(hashtextextended(${`reports.calls/${digest.toString('hex')}`}, 0))`.execute(rows);
  const again = await sql`select from reports.call_back where gateway_id = ${call.id}`.execute(rows);
  if (again.rows.length > 0) return;
  const at = call.at.toString();
  const open = await sql<{ id: string }>`update reports.call_back set calls = calls + 1, next_try_at = null, revision = revision + 1
    where state = 'open' and number_digest = any (${[...digests]}::bytea[]) returning id`.execute(rows);
  const [found] = open.rows;
  const id = found?.id ?? tx.ids.next();
  if (!found) {
    await sql`insert into reports.call_back (id, gateway_id, sealed_number, number_digest, called_at)
      values (${id}::uuid, ${call.id}, ${vault.seal(call.number, numberPlace(id))}, ${digest}::bytea, ${at}::timestamptz)
      on conflict (gateway_id) do nothing`.execute(rows);
  }
  await record(tx, system, { action: 'reports.miss-call', subject: { kind: 'reports.call-back', id }, fields: ['calls'] });
}

/** Calls that wait, the oldest first; those for which a later try is planned come after those that can be made now. */
export async function waitingCalls(reader: Reader, now: Temporal.Instant, limit: number): Promise<readonly CallBack[]> {
  const found = await sql<CallBack>`select ${columns} from reports.call_back c where c.state = 'open'
    order by coalesce(c.next_try_at > ${now.toString()}::timestamptz, false), coalesce(c.next_try_at, c.called_at), c.id limit ${limit}`.execute(
    reader.rows<unknown>(),
  );
  return found.rows;
}

/** How many calls can be made now. */
export async function countCalls(reader: Reader, now: Temporal.Instant): Promise<number> {
  const found = await sql<{ count: number }>`select count(*)::int as count from reports.call_back
    where state = 'open' and (next_try_at is null or next_try_at <= ${now.toString()}::timestamptz)`.execute(reader.rows<unknown>());
  return found.rows[0]?.count ?? 0;
}

interface Locked extends CallBack {
  readonly state: string;
  readonly sealed: string | null;
}

const gone = refused({ code: 'reports.call-gone', status: 404 });

async function locked(tx: Tx, id: string): Promise<Locked | null> {
  if (!isId(id)) return null;
  const found = await sql<Locked>`select ${columns}, c.state, c.sealed_number as sealed
    from reports.call_back c where c.id = ${id}::uuid for update`.execute(tx.rows<unknown>());
  return found.rows[0] ?? null;
}

async function changed(context: Pick<Context, 'db' | 'modules'>, { takenBy }: CallBack, actor: Actor): Promise<Outcome<never>> {
  const other = takenBy === null || takenBy === actor.id ? '' : ((await nameActors(context, [takenBy])).get(takenBy) ?? '');
  return refused({ code: 'reports.call-changed', status: 409, params: { who: other } });
}

/**
 * Takes a call that waits, also from a colleague who has it, by the revision that was seen. Refuses `reports.call-gone` (unknown or ended) and
 * `reports.call-changed` (409, with who has it now). Runs under `rowState(actor, 'reports.intake')`.
 */
export async function takeCall(
  tx: Tx,
  context: Pick<Context, 'db' | 'modules'>,
  actor: Actor,
  { id, revision }: { readonly id: string; readonly revision: number },
): Promise<Outcome<null>> {
  const call = await locked(tx, id);
  if (call === null || call.state !== 'open') return gone;
  if (call.takenBy === actor.id) return accepted(null);
  if (call.revision !== revision) return changed(context, call, actor);
  await sql`update reports.call_back set taken_by = ${actor.id}::uuid, revision = revision + 1 where id = ${id}::uuid`.execute(
    tx.rows<unknown>(),
  );
  await trace(tx, actor, 'reports.take-call', id, ['taken_by']);
  return accepted(null);
}

const trace = (tx: Tx, actor: Actor, action: string, id: string, fields: readonly string[]): Promise<void> =>
  record(tx, actor, { action, subject: { kind: 'reports.call-back', id }, fields, right: reportsRights.intake });

export interface OpenedCall extends CallBack {
  /** E.164. */
  readonly number: string;
  /** What came from this number before, the newest first. */
  readonly earlier: readonly { readonly code: string; readonly sentAt: Temporal.Instant; readonly state: string }[];
}

const mostEarlier = 20;

/** Reports that were sent with this number (E.164), by their codes alone, the newest first. Runs under a state that opens reporters. */
export async function reportsOfNumber(tx: Tx, { vault }: Pick<Context, 'vault'>, number: string): Promise<OpenedCall['earlier']> {
  const digests = contactDigests(vault, number);
  const found = await sql<OpenedCall['earlier'][number]>`select r.code, r.sent_at as "sentAt", r.state
    from reports.reporter s join reports.report r on r.id = s.report_id
    where s.contact_digests && ${[...digests]}::bytea[] order by r.sent_at desc, r.id limit ${mostEarlier}`.execute(tx.rows<unknown>());
  return found.rows;
}

/**
 * The call with its number, for whoever has taken it: a sight, which goes into the trail. Null for a call that is over, unknown, or with somebody
 * else. Runs under `rowState(actor, 'reports.intake')`.
 */
export async function openCall(tx: Tx, { vault }: Pick<Context, 'vault'>, actor: Actor, id: string): Promise<OpenedCall | null> {
  const call = await locked(tx, id);
  if (call === null || call.state !== 'open' || call.sealed === null || call.takenBy === null || call.takenBy !== actor.id) return null;
  const { state: _state, sealed, ...rest } = call;
  const number = vault.open(sealed, numberPlace(id));
  await trace(tx, actor, 'reports.see-caller', id, ['number']);
  return { ...rest, number, earlier: await reportsOfNumber(tx, { vault }, number) };
}

/** When to try again. */
function nextTry(now: Temporal.Instant, tries: number, timeZone: string): Temporal.Instant | null {
  const retry = retryAfter(tries);
  if (retry === null) return null;
  if (retry !== 'morning') return now.add({ hours: retry === 'hour' ? 1 : 4 });
  return now.toZonedDateTimeISO(timeZone).toPlainDate().add({ days: 1 }).toZonedDateTime({ timeZone, plainTime: '08:00' }).toInstant();
}

/**
 * Ends a call that the actor has taken, plans the next try, or puts it back. What has ended keeps no number. Refusals as `takeCall`.
 * Runs under `rowState(actor, 'reports.intake')`.
 */
export async function endCall(
  tx: Tx,
  context: Pick<Context, 'db' | 'modules' | 'config'>,
  actor: Actor,
  { id, revision, outcome }: { readonly id: string; readonly revision: number; readonly outcome: CallOutcome },
): Promise<Outcome<{ readonly ended: boolean }>> {
  const call = await locked(tx, id);
  if (call === null || call.state !== 'open') return gone;
  if (call.takenBy !== actor.id || call.revision !== revision) return changed(context, call, actor);
  const now = tx.clock.now();
  const tried = call.tries + (outcome === 'release' ? 0 : 1);
  const next = outcome === 'not-reached' ? nextTry(now, tried, context.config.TIME_ZONE) : null;
  const ended = outcome !== 'release' && next === null;
  const rows = tx.rows<unknown>();
  if (ended)
    await sql`update reports.call_back set state = ${outcome}, tries = ${tried}, next_try_at = null, ended_at = ${now.toString()}::timestamptz,
      sealed_number = null, revision = revision + 1 where id = ${id}::uuid`.execute(rows);
  else
    await sql`update reports.call_back set taken_by = null, tries = ${tried}, next_try_at = ${next?.toString() ?? null}::timestamptz,
      revision = revision + 1 where id = ${id}::uuid`.execute(rows);
  await trace(tx, actor, 'reports.end-call', id, [outcome]);
  return accepted({ ended });
}
