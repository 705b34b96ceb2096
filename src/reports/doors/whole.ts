/** Commands that leave nothing when they are refused. */
import type { Db, Tx } from '../../platform/db/index.ts';
import type { Outcome } from '../../platform/outcome/index.ts';
import type { RowState } from '../../platform/session/index.ts';

/** Runs a command in a transaction under a row state; what it had written is undone where it refuses. */
export async function whole<T>(db: Db, state: RowState, command: (tx: Tx) => Promise<Outcome<T>>): Promise<Outcome<T>> {
  const undone = new Error('refused');
  let outcome: Outcome<T> | undefined;
  try {
    return await db.transaction(
      async (tx) => {
        outcome = await command(tx);
        if (!outcome.ok) throw undone;
        return outcome;
      },
      { state },
    );
  } catch (error) {
    if (error === undone && outcome) return outcome;
    throw error;
  }
}
