import { sql } from 'kysely';
import type { Tx } from '../platform/db/index.ts';
import { type Actor, actingFor, type Right } from '../platform/session/index.ts';

interface TrailEntry {
  /** `<module>.<verb>`, e.g. territory.apply-event. */
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  /** Names of the fields touched; never their values. */
  readonly fields?: readonly string[];
  /** Ids of the units concerned. */
  readonly places?: readonly string[];
  /** Ids of the persons whose data was changed or seen: what they are told when they ask who looked. */
  readonly persons?: readonly string[];
  /** Why somebody looked, where it is asked: a code such as `case` or `recovery`. */
  readonly purpose?: string;
  /** The right that was used: where the actor holds it for somebody who is away, the entry says for whom. */
  readonly right?: Right;
  /** The citizen for whom it was done, where it was done on somebody's behalf. */
  readonly actingFor?: string | null;
}

/**
 * Adds a row to the trail in the transaction of the change. Ids and names of fields only: a personal value in an entry
 * could never be erased. The database refuses (and rolls the command back) where a name does not look like one.
 */
export async function record(tx: Tx, actor: Actor, entry: TrailEntry): Promise<void> {
  const onBehalf = entry.actingFor ?? (entry.right === undefined ? null : actingFor(actor, entry.right));
  await sql`insert into audit.entry (id, at, actor_kind, actor_id, action, subject_kind, subject_id, fields, places, acting_for, device_id, persons, purpose)
    values (${tx.ids.next()}::uuid, ${tx.clock.now().toString()}::timestamptz, ${actor.kind}, ${actor.id}::uuid, ${entry.action},
      ${entry.subject.kind}, ${entry.subject.id}, ${entry.fields ?? []}::text[], ${entry.places ?? []}::uuid[], ${onBehalf}::uuid,
      ${actor.session?.device ?? null}::uuid, ${entry.persons ?? []}::uuid[], ${entry.purpose ?? null})`.execute(tx.rows<unknown>());
}
