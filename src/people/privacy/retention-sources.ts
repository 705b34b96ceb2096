/** How numbers that are no longer somebody's, and the words of finished requests, end; sessions and attempts end in citizen-access. */
import { type RawBuilder, sql } from 'kysely';
import type { RetentionSource } from '../../platform/module/index.ts';

interface Ending {
  readonly table: string;
  /** Rows past their time; `before` is the instant. */
  readonly past: (before: RawBuilder<unknown>) => RawBuilder<unknown>;
  /** What becomes of them; deleted where nothing is said. */
  readonly emptied?: RawBuilder<unknown>;
}

const endings: Readonly<Record<string, Ending>> = {
  'people.identifiers': { table: 'people.identifier', past: (before) => sql`ended_at < ${before}` },
  'people.privacy-requests': {
    table: 'people.privacy_request',
    past: (before) => sql`ended_at < ${before} and (words is not null or answer is not null)`,
    emptied: sql`words = null, answer = null`,
  },
};

function sourceOf(rule: string, { table, past, emptied }: Ending): RetentionSource {
  const rows = sql.table(table);
  const limit = (before: Temporal.Instant) => sql`${before.toString()}::timestamptz`;
  return {
    rule,
    async count(reader, before) {
      const found = await sql<{ count: bigint }>`select count(*) as count from ${rows} where ${past(limit(before))}`.execute(
        reader.rows<unknown>(),
      );
      return Number(found.rows[0]?.count ?? 0n);
    },
    async apply(tx, before, most) {
      const chosen = sql`id in (select id from ${rows} where ${past(limit(before))} limit ${most} for update skip locked)`;
      const done = emptied
        ? await sql`update ${rows} set ${emptied} where ${chosen}`.execute(tx.rows<unknown>())
        : await sql`delete from ${rows} where ${chosen}`.execute(tx.rows<unknown>());
      return Number(done.numAffectedRows ?? 0n);
    },
  };
}

/** These rules, each with how many are past their time and how they end. */
export const retentionSourcesOfPrivacy: readonly RetentionSource[] = Object.entries(endings).map(([rule, ending]) =>
  sourceOf(rule, ending),
);
