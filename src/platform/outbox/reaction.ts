import { sql } from 'kysely';
import type { Db, Tx } from '../db/index.ts';
import type { JobDefinition, JsonObject } from '../jobs/index.ts';

export interface OutboxEvent {
  readonly id: string;
  readonly name: string;
  /** Version of the payload's shape. */
  readonly version: number;
  readonly payload: JsonObject;
}

export interface Reaction {
  /** Name of the event reacted to. */
  readonly on: string;
  /** Name of the reaction, unique among those to the event; it stays the same for as long as events may wait for it. */
  readonly name: string;
  /** Whether an event of this name concerns it at all, by what the event says; without it all do. */
  readonly wants?: (payload: JsonObject) => boolean;
  /** Runs in one transaction, whose effects happen once. An outside call is not made here: send a job for it. */
  readonly handle: (tx: Tx, event: OutboxEvent) => Promise<void>;
}

/** One line of app/reactions.ts: what one module's event causes in another. */
export function reaction(definition: Reaction): Reaction {
  return definition;
}

/** Name of the job by which a reaction runs. */
export function reactionJobName(reaction: Pick<Reaction, 'on' | 'name'>): string {
  return `reaction/${reaction.on}/${reaction.name}`;
}

/** The job of a reaction that failed at once: its payload is the event's id alone, the event is read where it stands. */
export function reactionJob(db: Db, reaction: Reaction): JobDefinition {
  return {
    name: reactionJobName(reaction),
    concurrency: 2,
    handle: async (payload) => {
      const { event } = payload;
      if (typeof event !== 'string') throw new TypeError('a reaction needs the id of its event');
      await db.transaction((tx) => react(tx, reaction, event));
    },
  };
}

/** The mark and the effects are one transaction: a repeated job finds the reaction done and does nothing. */
export async function react(tx: Tx, reaction: Reaction, eventId: string): Promise<void> {
  const owed = await sql<OutboxEvent>`update platform.outbox_reaction set done_at = ${tx.clock.now().toString()}::timestamptz
    from platform.outbox
    where event_id = ${eventId}::uuid and reaction = ${reaction.name} and done_at is null and outbox.id = event_id
    returning outbox.id, outbox.name, outbox.version, outbox.payload`.execute(tx.rows<unknown>());
  const event = owed.rows[0];
  if (event) await reaction.handle(tx, event);
}
