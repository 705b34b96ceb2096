import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.ts';
import type { Actor } from '../platform/session/index.ts';

interface TrailEntry {
  /** `<module>.<verb>`, e.g. territory.apply-event. */
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  /** Names of the fields touched; never their values. */
  readonly fields?: readonly string[];
  /** Ids of the units concerned. */
  readonly places?: readonly string[];
}

/**
 * Adds a row to the trail in the transaction of the change. Ids and names of fields only: a personal value in an entry
 * could never be erased. The database refuses (and rolls the command back) where a name does not look like one.
 */
export async function record(tx: Tx, actor: Actor, entry: TrailEntry): Promise<void> {
  await sql`insert into audit.entry (id, at, actor_kind, actor_id, action, subject_kind, subject_id, fields, places)
    values (${tx.ids.next()}::uuid, ${tx.clock.now().toString()}::timestamptz, ${actor.kind}, ${actor.id}::uuid, ${entry.action},
      ${entry.subject.kind}, ${entry.subject.id}, ${entry.fields ?? []}::text[], ${entry.places ?? []}::uuid[])`.execute(
    tx.rows<unknown>(),
  );
}
