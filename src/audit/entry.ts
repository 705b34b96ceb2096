import { sql } from 'kysely';
import { canonicalBytes } from './seal/format.ts';
import type { Ledger, LedgerRow } from './seal/sealer.ts';

/** A row of the trail as it is sealed. */
export interface SealedEntry {
  readonly format: number;
  readonly era: number;
  readonly xid: string;
  readonly position: string;
  readonly id: string;
  readonly at: string;
  readonly actor_kind: string;
  readonly actor_id: string | null;
  readonly action: string;
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly fields: readonly string[];
  readonly places: readonly string[];
  readonly acting_for: string | null;
  readonly device_id: string | null;
  readonly persons: readonly string[];
  readonly purpose: string | null;
}

/**
 * The canonical bytes of an entry: see samples/seal-v1.json and samples/entry-v2.json. What version 1 does not cover is empty in
 * its rows; a row that claims version 1 and has more is taken for version 2, so that it does not match its seal.
 */
export function entryBytes(entry: SealedEntry): Uint8Array {
  const first = [
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
  ] as const;
  const more = [entry.acting_for, entry.device_id, entry.persons, entry.purpose] as const;
  const isFirst = entry.format === 1 && more.every((value) => value === null || value.length === 0);
  return isFirst ? canonicalBytes(['yenbai-audit-entry/1', ...first]) : canonicalBytes(['yenbai-audit-entry/2', ...first, ...more]);
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
    const result = await sql<SealedEntry>`select format, era, xid::text, position::text, id,
        to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
        actor_kind, actor_id, action, subject_kind, subject_id, fields, places::text[], acting_for, device_id, persons::text[], purpose
      from audit.entry where ${lower} ${upper} order by entry.era, entry.xid, entry.id limit ${limit}`.execute(reader.rows<unknown>());
    return result.rows.map((row): LedgerRow => ({ era: row.era, xid: BigInt(row.xid), id: row.id, bytes: entryBytes(row) }));
  },
};
