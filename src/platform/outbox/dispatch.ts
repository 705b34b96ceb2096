import { sql } from 'kysely';
import type { Db, Tx } from '../db/index.ts';
import type { JobDefinition, Jobs, JsonObject } from '../jobs/index.ts';
import { type Reaction, react, reactionJob, reactionJobName } from './reaction.ts';
import { onWake } from './wake.ts';

const batch = 100;

/** Transactions in which one program carries out reactions at a time. */
const atOnce = 4;
/** What was claimed longer ago than this and is still owed is looked after: whoever claimed it may be gone. */
const owedSeconds = 60;

interface Given {
  readonly db: Db;
  readonly jobs: Jobs;
}

/** Events that one transaction reacts to at most. */
const together = 25;

/** A reaction that is owed to some events. */
interface Owed {
  readonly reaction: Reaction;
  readonly ids: readonly string[];
}

/**
 * The jobs of the outbox: one per reaction for those that failed, the dispatcher that looks for new events every second (at once for those of
 * its own program), the search each minute for what is owed and forgotten, and the daily removal of events handled more than `keepDays` ago
 * (default 30).
 */
export function outboxJobs(given: Given, reactions: readonly Reaction[], options: { keepDays?: number } = {}): readonly JobDefinition[] {
  const { db } = given;
  const names = reactions.map(reactionJobName);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new Error(`Two reactions are named ${twice}`);
  return [
    ...reactions.map((each) => reactionJob(db, each)),
    {
      name: 'outbox.dispatch',
      everySeconds: 1,
      wake: onWake,
      handle: async (_payload, { signal }) => {
        while (!signal.aborted && (await dispatchOnce(given, reactions, signal)) === batch);
      },
    },
    {
      name: 'outbox.resend-owed',
      everySeconds: owedSeconds,
      handle: async (_payload, { signal }) => {
        await carryOutOwed(given, reactions, owedSeconds, signal);
      },
    },
    {
      name: 'outbox.remove-handled',
      cron: '17 3 * * *',
      handle: async () => {
        await db.transaction((tx) => removeHandled(tx, options.keepDays ?? 30));
      },
    },
  ];
}

/**
 * Claims up to 100 events and carries out what is owed to them. What fails gets a job, which tries again later; so does what is left when the
 * program stops. Several programs may do so at once. Gives the number of events.
 */
export async function dispatchOnce(given: Given, reactions: readonly Reaction[], signal?: AbortSignal): Promise<number> {
  const { events, owed } = await claimEvents(given.db, reactions);
  const left = [...owed];
  const lane = async (): Promise<void> => {
    for (let one = left.shift(); one; one = left.shift()) await carryOut(given, one, signal?.aborted === true);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return events;
}

async function carryOut(given: Given, { reaction, ids }: Owed, stopping: boolean): Promise<void> {
  const { db, jobs } = given;
  if (!stopping) {
    try {
      return await react(db, reaction, ids);
    } catch {
      // One that fails undoes the others: each by itself then. Its job runs it again, and says in the log what is wrong if it still is.
    }
    if (ids.length > 1) {
      for (const id of ids) await carryOut(given, { reaction, ids: [id] }, false);
      return;
    }
  }
  await db.transaction((tx) => sendReactions(tx, jobs, ids, reaction));
}

/**
 * Claims up to 100 unhandled events, notes which reactions are owed to each and marks the events handled, in one transaction: from then on
 * nothing is lost, whatever happens to this program. Each of several programs skips what another has claimed.
 */
export async function claimEvents(
  db: Db,
  reactions: readonly Reaction[],
): Promise<{ readonly events: number; readonly owed: readonly Owed[] }> {
  return db.transaction(async (tx) => {
    const claimed = await sql<{ id: string; name: string; payload: JsonObject }>`select id, name, payload from platform.outbox
      where handled_at is null order by id limit ${batch} for update skip locked`.execute(tx.rows<unknown>());
    if (claimed.rows.length === 0) return { events: 0, owed: [] };
    const owed = inChunks(reactions, (each) =>
      claimed.rows.filter(({ name, payload }) => each.on === name && each.wants?.(payload) !== false).map(({ id }) => id),
    );
    const rows = owed.flatMap(({ reaction, ids }) => ids.map((id) => ({ id, reaction: reaction.name })));
    await sql`with owed as (
        insert into platform.outbox_reaction (event_id, reaction)
        select * from unnest(${rows.map((one) => one.id)}::uuid[], ${rows.map((one) => one.reaction)}::text[]) on conflict do nothing
      ) update platform.outbox set handled_at = ${tx.clock.now().toString()}::timestamptz
        where id = any(${claimed.rows.map((row) => row.id)}::uuid[])`.execute(tx.rows<unknown>());
    return { events: claimed.rows.length, owed };
  });
}

/** The event's id is the job's: a queue never holds it twice. */
async function sendReactions(tx: Tx, jobs: Jobs, eventIds: readonly string[], reaction: Reaction): Promise<void> {
  for (const id of eventIds) await jobs.send(tx, reactionJobName(reaction), { event: id }, { id });
}

/** What each reaction has to do, in portions of one transaction. */
function inChunks(reactions: readonly Reaction[], idsFor: (reaction: Reaction) => readonly string[]): readonly Owed[] {
  return reactions.flatMap((reaction) => {
    const ids = idsFor(reaction);
    return Array.from({ length: Math.ceil(ids.length / together) }, (_, n) => ({
      reaction,
      ids: ids.slice(n * together, (n + 1) * together),
    }));
  });
}

/**
 * Carries out reactions that have been owed for so many seconds: their program was killed, or an archive was restored, which holds no jobs. What fails
 * together gets jobs; one that is still there is left alone. Gives the number of owed reactions looked at.
 */
export async function carryOutOwed(given: Given, reactions: readonly Reaction[], seconds = 0, signal?: AbortSignal): Promise<number> {
  const { db, jobs } = given;
  let after = { event_id: '00000000-0000-0000-0000-000000000000', reaction: '' };
  let seen = 0;
  for (;;) {
    const { rows } = await db.transaction((tx) =>
      sql<{ event_id: string; name: string; reaction: string }>`select event_id, outbox.name, reaction
        from platform.outbox_reaction join platform.outbox on outbox.id = event_id
        where done_at is null and outbox.handled_at <= ${tx.clock.now().subtract({ seconds }).toString()}::timestamptz
          and (event_id, reaction) > (${after.event_id}::uuid, ${after.reaction})
        order by event_id, reaction limit ${batch}`.execute(tx.rows<unknown>()),
    );
    const owed = inChunks(reactions, (each) =>
      rows.filter((row) => row.name === each.on && row.reaction === each.name).map((row) => row.event_id),
    );
    for (const { reaction, ids } of owed) {
      if (signal?.aborted) return seen;
      try {
        await react(db, reaction, ids);
      } catch {
        await db.transaction((tx) => sendReactions(tx, jobs, ids, reaction));
      }
    }
    seen += rows.length;
    const last = rows.at(-1);
    if (!last || rows.length < batch) return seen;
    after = last;
  }
}

/** Removes events handled more than `keepDays` ago to which nothing is owed. */
export async function removeHandled(tx: Tx, keepDays: number): Promise<void> {
  const before = tx.clock.now().subtract({ hours: keepDays * 24 });
  await sql`delete from platform.outbox where handled_at < ${before.toString()}::timestamptz
    and not exists (select from platform.outbox_reaction where event_id = outbox.id and done_at is null)`.execute(tx.rows<unknown>());
}
