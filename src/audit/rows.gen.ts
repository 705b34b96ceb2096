/** The rows of schema audit. Made from the database by `npm run db:types`; changed by a migration only. */
import type { Generated, GeneratedAlways } from 'kysely';

/** One action: who did what to what, and where. Ids and names of fields only, never personal values. */
export interface EntryRow {
  /** Identity, UUIDv7. */
  id: string;
  /** When the command ran. */
  at: Temporal.Instant;
  /** Kind of actor. */
  actor_kind: string;
  /** The person, where the actor is one. */
  actor_id: string | null;
  /** What was done, <module>.<verb>. */
  action: string;
  /** Kind of thing acted on. */
  subject_kind: string;
  /** Identity of the thing acted on. */
  subject_id: string;
  /** Names of the fields touched. */
  fields: Generated<string[]>;
  /** Ids of the units concerned. */
  places: Generated<string[]>;
  /** Era of the transaction id. */
  era: Generated<number>;
  /** Transaction that wrote the row: rows are sealed once no older transaction runs. */
  xid: Generated<string>;
  /** Order of writing, for reading the trail; has gaps and is not the order of commit. */
  position: GeneratedAlways<bigint>;
  /** Which version of the sealed bytes holds for the row. */
  format: Generated<number>;
  /** The absent official or the citizen for whom it was done. */
  acting_for: string | null;
  /** The device of the session. */
  device_id: string | null;
  /** Persons whose data was changed or seen. */
  persons: Generated<string[]>;
  /** Why somebody looked, where it is asked: a code. */
  purpose: string | null;
}

/** Times in which transaction ids of one database server count upwards; a restored archive begins a new one. */
export interface EraRow {
  /** Counts from 1; the highest is the present era. */
  number: number;
  /** When the era began. */
  began_at: Temporal.Instant;
  /** Why: the installation, or a restored archive. */
  reason: string;
}

/** Leaves of the Merkle tree under each seal: they name the record when the root does not hold. The root proves them. */
export interface LeafRow {
  /** The sealed table. */
  ledger: string;
  /** Number of the seal. */
  seal: bigint;
  /** Counts from 1: leaves of a large seal come in parts. */
  part: number;
  /** For each row in the order of sealing 16 bytes of id and 32 bytes of leaf hash. */
  leaves: Buffer;
}

/** Seals over committed rows of a ledger: each covers a range and the seal before it. */
export interface SealRow {
  /** The sealed table, e.g. audit.entry. */
  ledger: string;
  /** Counts from 1 without gaps, per ledger. */
  number: bigint;
  /** Version of the seal's format. */
  version: number;
  /** Era of the first transaction covered. */
  from_era: number;
  /** First transaction covered. */
  from_xid: string;
  /** Era of the first transaction not covered. */
  before_era: number;
  /** First transaction not covered. */
  before_xid: string;
  /** Rows covered. */
  row_count: bigint;
  /** Root of the Merkle tree over the rows, SHA-256 in hex. */
  root: string;
  /** Hash of the seal before; zeros for the first. */
  previous: string;
  /** When it was sealed. */
  sealed_at: Temporal.Instant;
  /** SHA-256 in hex over everything above. */
  hash: string;
}

/** What the recomputation of all seals found, each time it ran. */
export interface VerificationRow {
  /** Identity, UUIDv7. */
  id: string;
  /** The sealed table. */
  ledger: string;
  /** When it ran. */
  verified_at: Temporal.Instant;
  /** Seals found whole. */
  seals: bigint;
  /** Rows under them. */
  sealed_rows: bigint;
  /** Rows not sealed at that time. */
  open_rows: bigint;
  /** The first seal that did not hold; missing when all held. */
  broken_seal: bigint | null;
  /** What was found under it. */
  broken_how: string | null;
  /** The records found changed, missing or put in, where it can be told: how and id. */
  broken_records: Generated<string[]>;
}

export interface AuditRows {
  'audit.entry': EntryRow;
  'audit.era': EraRow;
  'audit.leaf': LeafRow;
  'audit.seal': SealRow;
  'audit.verification': VerificationRow;
}
