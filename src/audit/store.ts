import { sql } from 'kysely';
import type { Reader, Tx } from '../platform/db/index.ts';
import { canonicalBytes } from './seal/format.ts';
import type { Ledger, LedgerRow } from './seal/sealer.ts';
import type { Break, Verification } from './seal/verify.ts';

interface SealedEntry {
  era: number;
  xid: string;
  position: string;
  id: string;
  at: string;
  actor_kind: string;
  actor_id: string | null;
  action: string;
  subject_kind: string;
  subject_id: string;
  fields: readonly string[];
  places: readonly string[];
}

/** The canonical bytes of an entry, version 1: see samples/seal-v1.json. */
export function entryBytes(entry: SealedEntry): Uint8Array {
  return canonicalBytes([
    'yenbai-audit-entry/1',
    entry.era.toString(),
    entry.xid,
    entry.position,
    entry.id,
    entry.at,
    entry.actor_kind,
    entry.actor_id,
    entry.action,
    entry.subject_kind,
    entry.subject_id,
    entry.fields,
    entry.places,
  ]);
}

/** The trail as the sealer reads it. */
export const auditLedger: Ledger = {
  name: 'audit.entry',
  async page(reader, { from, before }, limit) {
    const lower =
      'id' in from
        ? sql`(era, xid, id) > (${from.era}::int, ${from.xid.toString()}::xid8, ${from.id}::uuid)`
        : sql`(era, xid) >= (${from.era}::int, ${from.xid.toString()}::xid8)`;
    const upper = before ? sql`and (era, xid) < (${before.era}::int, ${before.xid.toString()}::xid8)` : sql``;
    const result = await sql<SealedEntry>`select era, xid::text, position::text, id,
        to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
        actor_kind, actor_id, action, subject_kind, subject_id, fields, places::text[]
      from audit.entry where ${lower} ${upper} order by entry.era, entry.xid, entry.id limit ${limit}`.execute(reader.rows<unknown>());
    return result.rows.map((row): LedgerRow => ({ era: row.era, xid: BigInt(row.xid), id: row.id, bytes: entryBytes(row) }));
  },
};

export interface TrailFilter {
  readonly action?: string;
  readonly subjectKind?: string;
  readonly subjectId?: string;
}

export interface TrailRow {
  readonly position: string;
  readonly at: Temporal.Instant;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly action: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly fields: readonly string[];
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
    filter.action ? sql`action = ${filter.action}` : null,
    filter.subjectKind ? sql`subject_kind = ${filter.subjectKind}` : null,
    filter.subjectId ? sql`subject_id = ${filter.subjectId}` : null,
    after ? sql`position < ${after}::bigint` : null,
  ].filter((condition) => condition !== null);
  const where = conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``;
  const result = await sql<{
    position: string;
    at: Temporal.Instant;
    actor_kind: string;
    actor_id: string | null;
    action: string;
    subject_kind: string;
    subject_id: string;
    fields: readonly string[];
    sealed: boolean;
  }>`with head as (select before_era, before_xid from audit.seal where ledger = ${auditLedger.name} order by seal.number desc limit 1)
    select position::text, at, actor_kind, actor_id, action, subject_kind, subject_id, fields,
      coalesce((era, xid) < (select before_era, before_xid from head), false) as sealed
    from audit.entry ${where} order by entry.position desc limit ${limit + 1}`.execute(reader.rows<unknown>());
  const rows = result.rows.slice(0, limit).map(
    (row): TrailRow => ({
      position: row.position,
      at: row.at,
      actorKind: row.actor_kind,
      actorId: row.actor_id,
      action: row.action,
      subjectKind: row.subject_kind,
      subjectId: row.subject_id,
      fields: row.fields,
      sealed: row.sealed,
    }),
  );
  return { rows, next: result.rows.length > limit ? (rows.at(-1)?.position ?? null) : null };
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
  await sql`insert into audit.verification (id, ledger, verified_at, seals, sealed_rows, open_rows, broken_seal, broken_how)
    values (${tx.ids.next()}::uuid, ${found.ledger}, ${tx.clock.now().toString()}::timestamptz, ${found.seals.toString()}::bigint,
      ${found.sealedRows.toString()}::bigint, ${found.openRows.toString()}::bigint, ${found.firstBreak?.seal.toString() ?? null}::bigint,
      ${found.firstBreak?.kind ?? null})`.execute(tx.rows<unknown>());
}

/** How the trail stands: what is sealed, and what the last verification found. */
export interface TrailState {
  readonly seals: bigint;
  readonly sealedAt: Temporal.Instant | null;
  readonly verifiedAt: Temporal.Instant | null;
  readonly brokenSeal: bigint | null;
  readonly brokenHow: Break['kind'] | null;
}

export async function trailState(reader: Reader): Promise<TrailState> {
  const result = await sql<TrailState>`select coalesce(seal.number, 0) as seals, sealed_at as "sealedAt", verified_at as "verifiedAt",
      broken_seal as "brokenSeal", broken_how as "brokenHow"
    from (select) as one
      left join lateral (select number, sealed_at from audit.seal where ledger = ${auditLedger.name} order by number desc limit 1) seal on true
      left join lateral (select verified_at, broken_seal, broken_how from audit.verification
        where ledger = ${auditLedger.name} order by verified_at desc limit 1) verification on true`.execute(reader.rows<unknown>());
  return result.rows[0] ?? { seals: 0n, sealedAt: null, verifiedAt: null, brokenSeal: null, brokenHow: null };
}
