import { type Context, nameActors } from '../../platform/module/index.ts';
import type { Batch } from '../commands/import/batches.ts';

/** The batches with the names of the persons who applied and undid them, where a module knows persons. */
export async function namedBatches(context: Pick<Context, 'db' | 'modules'>, batches: readonly Batch[]): Promise<readonly Batch[]> {
  const names = await nameActors(
    context,
    batches.flatMap(({ appliedBy, undoneBy }) => [appliedBy, undoneBy ?? '']),
  );
  const named = (kept: string): string => names.get(kept) ?? kept;
  return batches.map((batch) => ({
    ...batch,
    appliedBy: named(batch.appliedBy),
    undoneBy: batch.undoneBy === null ? null : named(batch.undoneBy),
  }));
}
