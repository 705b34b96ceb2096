import { sql } from 'kysely';
import type { Db, Tx } from '../db/index.ts';
import type { JobDefinition, Jobs } from '../jobs/index.ts';
import { type Reaction, reactionJob, reactionJobName } from './reaction.ts';
import { onWake } from './wake.ts';

const batch = 100;

/**
 * The jobs of the outbox: one per reaction, the dispatcher that looks for new events every second (at once for those of its own
 * program), the hourly search for owed reactions whose job is lost, and the daily removal of events handled more than
 * `keepDays` ago (default 30).
 */
export function outboxJobs(
  given: { db: Db; jobs: Jobs },
  reactions: readonly Reaction[],
  options: { keepDays?: number } = {},
): readonly JobDefinition[] {
  const { db, jobs } = given;
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
        while (!signal.aborted && (await dispatchOnce(db, jobs, reactions)) === batch);
      },
    },
    {
      name: 'outbox.resend-owed',
      everySeconds: 3600,
      handle: async () => {
        await resendOwed(db, jobs, reactions);
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
 * Claims up to 100 unhandled events, notes which reactions are owed to each, creates their jobs, and marks the events handled, all
 * in one transaction. Several programs may do so at once: each skips what another has claimed. Gives the number of events.
 */
export async function dispatchOnce(db: Db, jobs: Jobs, reactions: readonly Reaction[]): Promise<number> {
  return db.transaction(async (tx) => {
    const claimed = await sql<{ id: string; name: string }>`select id, name from platform.outbox
      where handled_at is null order by id limit ${batch} for update skip locked`.execute(tx.rows<unknown>());
    if (claimed.rows.length === 0) return 0;
    const owed = claimed.rows.flatMap(({ id, name }) =>
      reactions.filter((each) => each.on === name).map((each) => ({ id, reaction: each })),
    );
    await sql`insert into platform.outbox_reaction (event_id, reaction)
      select * from unnest(${owed.map((one) => one.id)}::uuid[], ${owed.map((one) => one.reaction.name)}::text[]) on conflict do nothing`.execute(
      tx.rows<unknown>(),
    );
    for (const one of owed) await sendReaction(tx, jobs, one.id, one.reaction);
    await sql`update platform.outbox set handled_at = ${tx.clock.now().toString()}::timestamptz
      where id = any(${claimed.rows.map((row) => row.id)}::uuid[])`.execute(tx.rows<unknown>());
    return claimed.rows.length;
  });
}

/** The event's id is the job's: a queue never holds it twice. */
async function sendReaction(tx: Tx, jobs: Jobs, eventId: string, reaction: Reaction): Promise<void> {
  await jobs.send(tx, reactionJobName(reaction), { event: eventId }, { id: eventId });
}

/**
 * Makes the jobs of owed reactions again where they are gone, as after a restored archive, which holds no jobs. A job that is
 * still there is left alone. Gives the number of owed reactions looked at.
 */
export async function resendOwed(db: Db, jobs: Jobs, reactions: readonly Reaction[]): Promise<number> {
  let after = { event_id: '00000000-0000-0000-0000-000000000000', reaction: '' };
  let seen = 0;
  for (;;) {
    const page = await db.transaction(async (tx) => {
      const owed = await sql<{ event_id: string; name: string; reaction: string }>`select event_id, outbox.name, reaction
        from platform.outbox_reaction join platform.outbox on outbox.id = event_id
        where done_at is null and (event_id, reaction) > (${after.event_id}::uuid, ${after.reaction}) order by event_id, reaction limit ${batch}`.execute(
        tx.rows<unknown>(),
      );
      for (const row of owed.rows) {
        const found = reactions.find((each) => each.on === row.name && each.name === row.reaction);
        if (found) await sendReaction(tx, jobs, row.event_id, found);
      }
      return owed.rows;
    });
    seen += page.length;
    const last = page.at(-1);
    if (!last || page.length < batch) return seen;
    after = last;
  }
}

/** Removes events handled more than `keepDays` ago to which nothing is owed. */
export async function removeHandled(tx: Tx, keepDays: number): Promise<void> {
  const before = tx.clock.now().subtract({ hours: keepDays * 24 });
  await sql`delete from platform.outbox where handled_at < ${before.toString()}::timestamptz
    and not exists (select from platform.outbox_reaction where event_id = outbox.id and done_at is null)`.execute(tx.rows<unknown>());
}
