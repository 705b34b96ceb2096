import { sql } from 'kysely';
import type { Reader } from '../db/index.ts';
import type { OutboxEvent } from './reaction.ts';

/** An event's handling that is still owed. */
interface Owed {
  /** Name of the event. */
  readonly name: string;
  readonly reaction: string;
}

const owed = ({ name, reaction }: Owed) => sql`from platform.outbox o
  where o.name = ${name} and not exists (
      select from platform.outbox_reaction r where r.event_id = o.id and r.reaction = ${reaction} and r.done_at is not null)
    and (o.handled_at is null or exists (select from platform.outbox_reaction r where r.event_id = o.id and r.reaction = ${reaction}))`;

/** Ids of the events that a reaction has not handled yet, in their order; also those that no job was made for so far. */
export async function unhandledIds(reader: Reader, which: Owed): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`select o.id ${owed(which)} order by o.id`.execute(reader.rows<unknown>());
  return rows.map((row) => row.id);
}

/** The same events with what they say, at most so many. */
export async function unhandledEvents(reader: Reader, which: Owed, limit: number): Promise<readonly Pick<OutboxEvent, 'id' | 'payload'>[]> {
  const { rows } = await sql<
    Pick<OutboxEvent, 'id' | 'payload'>
  >`select o.id, o.payload ${owed(which)} order by o.id limit ${limit}`.execute(reader.rows<unknown>());
  return rows;
}
