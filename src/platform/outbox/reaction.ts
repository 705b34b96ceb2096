import { sql } from 'kysely';
import type { Db, Tx } from '../db/index.ts';
import type { JobDefinition, JsonObject } from '../jobs/index.ts';
import type { RowState } from '../session/index.ts';

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
  /** Row state of its transaction; without it personal tables are empty. */
  readonly state?: RowState;
  /** Runs in a transaction, maybe with other events of this name, whose effects happen once. An outside call is not made here: send a job for it. */
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
      await react(db, reaction, [event]);
    },
  };
}

/**
 * Reacts to those of these events to which the reaction is still owed, the oldest first. Marks and effects are one transaction: whoever comes again
 * finds the reaction done and does nothing.
 */
export async function react(db: Db, reaction: Reaction, eventIds: readonly string[]): Promise<void> {
  const { state } = reaction;
  await db.transaction(
    async (tx) => {
      const owed = await sql<OutboxEvent>`with marked as (
          update platform.outbox_reaction set done_at = ${tx.clock.now().toString()}::timestamptz
          where event_id = any (${[...eventIds]}::uuid[]) and reaction = ${reaction.name} and done_at is null returning event_id
        ) select id, name, version, payload from platform.outbox join marked on event_id = id order by id`.execute(tx.rows<unknown>());
      for (const event of owed.rows) await reaction.handle(tx, event);
    },
    state === undefined ? {} : { state },
  );
}
