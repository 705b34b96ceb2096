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

/** One entry as a row of the trail. */
function rowOf(tx: Tx, actor: Actor, entry: TrailEntry) {
  return {
    id: tx.ids.next(),
    action: entry.action,
    subject_kind: entry.subject.kind,
    subject_id: entry.subject.id,
    fields: entry.fields ?? [],
    places: entry.places ?? [],
    acting_for: entry.actingFor ?? (entry.right === undefined ? null : actingFor(actor, entry.right)),
    persons: entry.persons ?? [],
    purpose: entry.purpose ?? null,
  };
}

/**
 * Adds a row to the trail in the transaction of the change. Ids and names of fields only: a personal value in an entry
 * could never be erased. The database refuses (and rolls the command back) where a name does not look like one.
 */
export async function record(tx: Tx, actor: Actor, entry: TrailEntry): Promise<void> {
  const row = rowOf(tx, actor, entry);
  await sql`insert into audit.entry (id, at, actor_kind, actor_id, action, subject_kind, subject_id, fields, places, acting_for, device_id, persons, purpose)
    values (${row.id}::uuid, ${tx.clock.now().toString()}::timestamptz, ${actor.kind}, ${actor.id}::uuid, ${row.action},
      ${row.subject_kind}, ${row.subject_id}, ${row.fields}::text[], ${row.places}::uuid[], ${row.acting_for}::uuid,
      ${actor.session?.device ?? null}::uuid, ${row.persons}::uuid[], ${row.purpose})`.execute(tx.rows<unknown>());
}

/** As `record`, many rows of one actor in one statement: what is done in bulk in a thousand places leaves a thousand rows. */
export async function recordAll(tx: Tx, actor: Actor, entries: readonly TrailEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const rows = JSON.stringify(entries.map((entry) => rowOf(tx, actor, entry)));
  await sql`insert into audit.entry (id, at, actor_kind, actor_id, action, subject_kind, subject_id, fields, places, acting_for, device_id, persons, purpose)
    select e.id, ${tx.clock.now().toString()}::timestamptz, ${actor.kind}, ${actor.id}::uuid, e.action, e.subject_kind, e.subject_id, e.fields, e.places,
      e.acting_for, ${actor.session?.device ?? null}::uuid, e.persons, e.purpose
    from jsonb_to_recordset(${rows}::jsonb) as e (id uuid, action text, subject_kind text, subject_id text, fields text[], places uuid[],
      acting_for uuid, persons uuid[], purpose text)`.execute(tx.rows<unknown>());
}
