/** Which rows a transaction sees, changed for one step of it. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import type { RowState } from '../../platform/session/index.ts';

/**
 * Runs one step of a transaction under another row state, then puts back what was open before: for what the system does by itself, and for the
 * few rows (followers, senders of other reports) that an official's step has to move without seeing them.
 */
export async function underState<T>(tx: Tx, state: RowState, step: () => Promise<T>): Promise<T> {
  const names = Object.keys(state);
  const set = (values: readonly string[]) =>
    sql<{ name: string; was: string }>`with before as materialized (
        select s.name, s.value, coalesce(current_setting(s.name, true), '') as was from unnest(${names}::text[], ${[...values]}::text[]) as s (name, value))
      select name, was, set_config(name, value, true) as now from before`.execute(tx.rows<unknown>());
  const before = new Map((await set(Object.values(state))).rows.map((row) => [row.name, row.was]));
  const result = await step();
  await set(names.map((name) => before.get(name) ?? ''));
  return result;
}
