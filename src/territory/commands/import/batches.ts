import type { Selectable } from 'kysely';
import type { Reader } from '../../../platform/db/index.ts';
import type { ImportBatchRow, TerritoryRows } from '../../rows.gen.ts';
import type { ImportKind } from './types.ts';

/** How much a batch wrote. */
export interface BatchCounts {
  readonly rows: number;
  readonly added: number;
  readonly changed: number;
  readonly ended: number;
  readonly events: number;
  readonly figures: number;
  readonly boundaries: number;
  /** First day of the boundaries. */
  readonly from?: string;
}

export interface Batch {
  readonly id: string;
  readonly kind: ImportKind;
  readonly fileName: string;
  readonly hash: string;
  readonly state: 'applied' | 'undone';
  readonly appliedAt: Temporal.Instant;
  readonly appliedBy: string;
  readonly undoneAt: Temporal.Instant | null;
  readonly undoneBy: string | null;
  readonly counts: BatchCounts;
}

/** The imports, newest first. `before` is the id of the last one seen. */
export async function listBatches(reader: Reader, options: { limit: number; before?: string | undefined }): Promise<Batch[]> {
  let query = reader.rows<TerritoryRows>().selectFrom('territory.import_batch').selectAll();
  if (options.before !== undefined) {
    const last = await findBatch(reader, options.before);
    if (!last) return [];
    query = query.where((where) =>
      where.or([
        where('applied_at', '<', last.appliedAt),
        where.and([where('applied_at', '=', last.appliedAt), where('id', '<', last.id)]),
      ]),
    );
  }
  const rows = await query.orderBy('applied_at', 'desc').orderBy('id', 'desc').limit(options.limit).execute();
  return rows.map(batchOf);
}

/** The batch with the id; null where there is none. */
export async function findBatch(reader: Reader, id: string): Promise<Batch | null> {
  const row = await reader.rows<TerritoryRows>().selectFrom('territory.import_batch').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? batchOf(row) : null;
}

/** The newest applied import of this very file (and first day, for boundaries); with `undone` also one that was undone. */
export async function findSameFile(
  reader: Reader,
  file: { kind: ImportKind; hash: string; from?: string | undefined },
  options: { undone?: boolean } = {},
): Promise<Batch | null> {
  const rows = await reader
    .rows<TerritoryRows>()
    .selectFrom('territory.import_batch')
    .selectAll()
    .where('file_hash', '=', file.hash)
    .where('kind', '=', file.kind)
    .orderBy('applied_at', 'desc')
    .execute();
  const same = rows.map(batchOf).filter((batch) => file.from === undefined || batch.counts.from === file.from);
  return same.find((batch) => batch.state === 'applied') ?? (options.undone ? (same[0] ?? null) : null);
}

const noCounts: BatchCounts = { rows: 0, added: 0, changed: 0, ended: 0, events: 0, figures: 0, boundaries: 0 };

function batchOf(row: Selectable<ImportBatchRow>): Batch {
  return {
    id: row.id,
    kind: row.kind as ImportKind,
    fileName: row.file_name,
    hash: row.file_hash,
    state: row.state === 'undone' ? 'undone' : 'applied',
    appliedAt: row.applied_at,
    appliedBy: row.applied_by,
    undoneAt: row.undone_at,
    undoneBy: row.undone_by,
    counts: { ...noCounts, ...(row.counts as Partial<BatchCounts>) },
  };
}
