import { sql } from 'kysely';
import type { Reader, Tx } from '../platform/db/index.ts';
import { auditLedger } from './entry.ts';
import type { Break, Verification } from './seal/verify.ts';

export interface TrailFilter {
  readonly actor?: string;
  readonly person?: string;
  readonly action?: string;
  readonly subjectKind?: string;
  readonly subjectId?: string;
  /** One entry alone. */
  readonly entry?: string;
  /** From this instant on. */
  readonly from?: Temporal.Instant;
  /** Before this instant. */
  readonly until?: Temporal.Instant;
}

export interface TrailRow {
  readonly id: string;
  readonly position: string;
  readonly at: Temporal.Instant;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly fields: readonly string[];
  readonly actingFor: string | null;
  readonly deviceId: string | null;
  readonly persons: readonly string[];
  readonly purpose: string | null;
  readonly sealed: boolean;
}

export interface TrailPage {
  readonly rows: readonly TrailRow[];
  /** Position after which the next, older page begins; null at the end. */
  readonly next: string | null;
}

/** The trail, newest first, `limit` rows after the given position. */
export async function trailPage(reader: Reader, filter: TrailFilter, after: string | null, limit = 50): Promise<TrailPage> {
  const conditions = [
    filter.actor ? sql`actor_id = ${filter.actor}::uuid` : null,
    filter.person ? about(filter.person) : null,
    filter.action ? sql`action = ${filter.action}` : null,
    filter.subjectKind ? sql`subject_kind = ${filter.subjectKind}` : null,
    filter.subjectId ? sql`subject_id = ${filter.subjectId}` : null,
    filter.entry ? sql`id = ${filter.entry}::uuid` : null,
    filter.from ? sql`at >= ${filter.from.toString()}::timestamptz` : null,
    filter.until ? sql`at < ${filter.until.toString()}::timestamptz` : null,
    after ? sql`position < ${after}::bigint` : null,
  ].filter((condition) => condition !== null);
  const where = conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``;
  const result = await sql<TrailRow>`with head as (
      select before_era, before_xid from audit.seal where ledger = ${auditLedger.name} order by seal.number desc limit 1)
    select id, position::text, at, actor_kind as "actorKind", actor_id as "actorId", action, subject_kind as "subjectKind",
      subject_id as "subjectId", fields, acting_for as "actingFor", device_id as "deviceId", persons::text[], purpose,
      coalesce((era, xid) < (select before_era, before_xid from head), false) as sealed
    from audit.entry ${where} order by entry.position desc limit ${limit + 1}`.execute(reader.rows<unknown>());
  const rows = result.rows.slice(0, limit);
  return { rows, next: result.rows.length > limit ? (rows.at(-1)?.position ?? null) : null };
}

/** Rows about a person, in the words of the index entry_by_person. */
function about(personId: string) {
  return sql`persons @> array[${personId}::uuid] and persons <> '{}'`;
}

/** What was done with a person's data, or who looked at it. */
export interface AboutEntry {
  readonly id: string;
  /** Order of writing: give it as `before` for what is older. */
  readonly position: string;
  readonly at: Temporal.Instant;
  /** `<module>.<verb>`. */
  readonly action: string;
  readonly actorKind: string;
  readonly actorId: string | null;
  /** The absent official or the citizen for whom it was done. */
  readonly actingFor: string | null;
  readonly purpose: string | null;
  readonly subjectKind: string;
  readonly fields: readonly string[];
}

/** Who changed or saw a person's data, newest first: at most `limit` (default 50) entries older than the position `before`. */
export async function aboutPerson(
  reader: Reader,
  personId: string,
  { limit = 50, before = null }: { readonly limit?: number; readonly before?: string | null } = {},
): Promise<readonly AboutEntry[]> {
  const result = await sql<AboutEntry>`select id, position::text, at, action, actor_kind as "actorKind", actor_id as "actorId",
      acting_for as "actingFor", purpose, subject_kind as "subjectKind", fields
    from audit.entry where ${about(personId)} and (${before}::bigint is null or position < ${before}::bigint)
    order by entry.position desc limit ${limit}`.execute(reader.rows<unknown>());
  return result.rows;
}

/** The actions that occur in the trail, for the filter: an index walk from one action to the next. */
export async function knownActions(reader: Reader): Promise<readonly string[]> {
  const result = await sql<{ action: string }>`with recursive step (action) as (
      (select action from audit.entry order by action limit 1)
      union all
      select (select e.action from audit.entry e where e.action > step.action order by e.action limit 1) from step where step.action is not null
    ) select action from step where action is not null limit 500`.execute(reader.rows<unknown>());
  return result.rows.map((row) => row.action);
}

/** Keeps what a verification found, for whoever looks at the console. */
export async function noteVerification(tx: Tx, found: Verification): Promise<void> {
  await sql`insert into audit.verification
      (id, ledger, verified_at, seals, sealed_rows, open_rows, broken_seal, broken_how, broken_records)
    values (${tx.ids.next()}::uuid, ${found.ledger}, ${tx.clock.now().toString()}::timestamptz, ${found.seals.toString()}::bigint,
      ${found.sealedRows.toString()}::bigint, ${found.openRows.toString()}::bigint, ${found.firstBreak?.seal.toString() ?? null}::bigint,
      ${found.firstBreak?.kind ?? null}, ${found.breaks.flatMap(({ records }) => records).map(({ id, how }) => `${how} ${id}`)}::text[])`.execute(
    tx.rows<unknown>(),
  );
}

/** How the trail stands: what is sealed, and what the last verification found. */
export interface TrailState {
  readonly seals: bigint;
  readonly sealedAt: Temporal.Instant | null;
  readonly verifiedAt: Temporal.Instant | null;
  readonly sealedRows: bigint | null;
  readonly openRows: bigint | null;
  readonly brokenSeal: bigint | null;
  readonly brokenHow: Break['kind'] | null;
  /** Each `changed <id>`, `missing <id>` or `inserted <id>`. */
  readonly brokenRecords: readonly string[];
}

/** How the trail stands now, by its last seal and its last verification. */
export async function trailState(reader: Reader): Promise<TrailState> {
  const result = await sql<TrailState>`select coalesce(seal.number, 0) as seals, sealed_at as "sealedAt", verified_at as "verifiedAt",
      sealed_rows as "sealedRows", open_rows as "openRows",
      broken_seal as "brokenSeal", broken_how as "brokenHow", coalesce(broken_records, '{}') as "brokenRecords"
    from (select) as one
      left join lateral (select number, sealed_at from audit.seal where ledger = ${auditLedger.name} order by number desc limit 1) seal on true
      left join lateral (select verified_at, sealed_rows, open_rows, broken_seal, broken_how, broken_records from audit.verification
        where ledger = ${auditLedger.name} order by verified_at desc limit 1) verification on true`.execute(reader.rows<unknown>());
  const [row] = result.rows;
  if (!row) throw new Error('The state of the trail was not returned');
  return row;
}
