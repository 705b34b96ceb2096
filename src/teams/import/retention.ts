/** Files and rows of lists end after their time; what became the record stays, and so does the way to take it back: ids and days only. */
import { sql } from 'kysely';
import type { Context, RetentionSource } from '../../platform/module/index.ts';

const past = (before: Temporal.Instant) => sql`emptied_at is null and checked_at < ${before.toString()}::timestamptz`;

export function importRetention({ files }: Pick<Context, 'files'>): RetentionSource {
  return {
    rule: 'teams.import',
    async count(reader, before) {
      const found = await sql<{ count: bigint }>`select count(*) as count from teams.import_batch where ${past(before)}`.execute(
        reader.rows<unknown>(),
      );
      return Number(found.rows[0]?.count ?? 0n);
    },
    async apply(tx, before, most) {
      const rows = tx.rows<unknown>();
      const ended = await sql<{
        id: string;
        hashes: string[];
      }>`update teams.import_batch set emptied_at = ${tx.clock.now().toString()}::timestamptz,
          state = case state when 'checked' then 'dropped' else state end
        where id in (select id from teams.import_batch where ${past(before)} order by checked_at limit ${most} for update skip locked)
        returning id, array_remove(array[file_hash, marked_hash], null) as hashes`.execute(rows);
      const ids = ended.rows.map((row) => row.id);
      await sql`delete from teams.import_row where batch_id = any (${ids}::uuid[])`.execute(rows);
      await sql`update teams.import_batch set marked_hash = null where id = any (${ids}::uuid[])`.execute(rows);
      const hashes = ended.rows.flatMap((row) => row.hashes);
      const needed = await sql<{ hash: string }>`select unnest(array[file_hash, marked_hash]) as hash from teams.import_batch
        where emptied_at is null and (file_hash = any (${hashes}::text[]) or marked_hash = any (${hashes}::text[]))
        union all select file_hash from teams.team_event where file_hash = any (${hashes}::text[])`.execute(rows);
      const kept = new Set(needed.rows.map((row) => row.hash));
      // Before the commit: a file whose removal got lost would stay for ever, and nobody would know of it.
      for (const hash of hashes) if (!kept.has(hash)) await files.remove(hash);
      return ids.length;
    },
  };
}
