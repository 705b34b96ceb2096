/** What persons chose: ways by topic, and quiet hours. */
import { sql } from 'kysely';
import { record } from '../audit/index.ts';
import type { Reader, Tx } from '../platform/db/index.ts';
import { accepted, type Outcome, refused } from '../platform/outcome/index.ts';
import type { Actor } from '../platform/session/index.ts';
import { type Way, ways } from './contract.ts';
import { type QuietHours, usualQuiet } from './quiet.ts';
import { topicOf } from './topics.ts';

/** What one person wants. */
export interface Wishes {
  /** Ways by topic, where they chose. */
  readonly ways: ReadonlyMap<string, readonly Way[]>;
  readonly quiet: QuietHours;
}

/** Of somebody who never chose, and of somebody without an account. */
export const usualWishes: Wishes = { ways: new Map(), quiet: usualQuiet };

const knownWays = (given: readonly string[]): readonly Way[] => ways.filter((way) => given.includes(way));
const minute = (time: string): string => time.slice(0, 5);

/** What these persons chose, by person; whoever never chose is left out. Finds what the transaction's state shows. */
export async function wishesOf(reader: Reader, personIds: readonly string[]): Promise<ReadonlyMap<string, Wishes>> {
  if (personIds.length === 0) return new Map();
  const found = await sql<{
    person_id: string;
    quiet_from: string | null;
    quiet_to: string | null;
    choices: Record<string, string[]> | null;
  }>`
    select p.person_id, s.quiet_from::text, s.quiet_to::text,
      (select jsonb_object_agg(c.topic, c.ways) from channel.choice c where c.person_id = p.person_id) as choices
    from unnest(${[...personIds]}::uuid[]) as p (person_id) left join channel.setting s on s.person_id = p.person_id`.execute(
    reader.rows<unknown>(),
  );
  return new Map(
    found.rows.map((row) => [
      row.person_id,
      {
        ways: new Map(Object.entries(row.choices ?? {}).map(([topic, chosen]) => [topic, knownWays(chosen)])),
        quiet: row.quiet_from && row.quiet_to ? { from: minute(row.quiet_from), to: minute(row.quiet_to) } : usualQuiet,
      },
    ]),
  );
}

/** The ways of a topic for these wishes, in the order in which they are tried. */
export const chosenWays = (wishes: Wishes, topic: string): readonly Way[] => wishes.ways.get(topic) ?? topicOf(topic).ways;

export interface WishesInput {
  /** Ways by topic; topics that are not named stay as they are. */
  readonly ways: ReadonlyMap<string, readonly string[]>;
  readonly quiet: QuietHours;
}

/** Keeps what the person chose (`ownState`). Refuses ways (`channel.way-unknown`) and times (`channel.time-strange`) that there are not. */
export async function chooseWishes(tx: Tx, actor: Actor, input: WishesInput): Promise<Outcome<null>> {
  if (actor.id === null) throw new Error('Choices were made by nobody');
  if ([...input.ways.values()].flat().some((way) => !ways.some((known) => known === way)))
    return refused({ code: 'channel.way-unknown', status: 422 });
  const { from, to } = input.quiet;
  const times = /^([01]\d|2[0-3]):[0-5]\d$/;
  if (!times.test(from)) return refused({ code: 'channel.time-strange', field: 'quiet_from', status: 422 });
  if (!times.test(to)) return refused({ code: 'channel.time-strange', field: 'quiet_to', status: 422 });
  const now = tx.clock.now().toString();
  const rows = tx.rows<unknown>();
  await sql`insert into channel.setting (person_id, quiet_from, quiet_to, updated_at)
    values (${actor.id}::uuid, ${from}::time, ${to}::time, ${now}::timestamptz)
    on conflict (person_id) do update set quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, updated_at = excluded.updated_at`.execute(
    rows,
  );
  for (const [topic, chosen] of input.ways)
    await sql`insert into channel.choice (person_id, topic, ways, updated_at)
      values (${actor.id}::uuid, ${topicOf(topic).name}, ${[...knownWays(chosen)]}::text[], ${now}::timestamptz)
      on conflict (person_id, topic) do update set ways = excluded.ways, updated_at = excluded.updated_at`.execute(rows);
  await record(tx, actor, {
    action: 'channel.choose',
    subject: { kind: 'people.person', id: actor.id },
    fields: ['ways', 'quiet_from', 'quiet_to'],
    persons: [actor.id],
  });
  return accepted(null);
}
