/** Workbooks that were sent in, and what is kept of them. */
import { type RawBuilder, sql } from 'kysely';
import type { Reader, Tx } from '../../../platform/db/index.ts';
import { readStoredColumns } from '../columns.ts';
import type { SheetColumns } from '../model.ts';
import type { Action } from '../plan/types.ts';

export type BatchState = 'checked' | 'applied' | 'undone' | 'dropped';

/** How the list was read, and what somebody said about it. Ids only, no values of rows. */
export interface HowRead {
  readonly sheets: readonly SheetColumns[];
  readonly complete: boolean;
  /** By number of the row: the person it means, or `new`. */
  readonly choices: Readonly<Record<string, string>>;
  /** Units of all rows that could be placed: whoever applies needs the right in each. */
  readonly places: readonly string[];
  /** Communes of those rows. */
  readonly communes: readonly string[];
  /** Units with rows that were faulty as read: nobody there is ended for not being listed; `all` where a faulty row has no unit. */
  readonly doubtful: readonly string[] | 'all';
}

export interface Counts extends Readonly<Record<Action, number>> {
  readonly rows: number;
  /** Of the refused: those of places where the uploader may not send lists in. */
  readonly elsewhere: number;
  readonly teams: number;
  readonly newTeams: number;
  readonly notEnded: number;
}

export interface Batch {
  readonly id: string;
  readonly fileName: string;
  readonly fileHash: string;
  readonly markedHash: string | null;
  readonly asOf: string;
  readonly state: BatchState;
  readonly how: HowRead;
  readonly counts: Counts;
  readonly checkedAt: Temporal.Instant;
  readonly checkedBy: string | null;
  readonly appliedAt: Temporal.Instant | null;
  readonly appliedBy: string | null;
  readonly undoneAt: Temporal.Instant | null;
  readonly undoneBy: string | null;
  readonly emptied: boolean;
}

interface Row extends Omit<Batch, 'how' | 'counts'> {
  readonly columns: { sheets?: unknown; complete?: unknown; choices?: unknown; places?: unknown; communes?: unknown; doubtful?: unknown };
  readonly counts: Partial<Counts>;
}

const columns = sql`b.id, b.file_name as "fileName", b.file_hash as "fileHash", b.marked_hash as "markedHash", b.as_of as "asOf", b.state,
  b.columns, b.counts, b.checked_at as "checkedAt", b.checked_by as "checkedBy", b.applied_at as "appliedAt", b.applied_by as "appliedBy",
  b.undone_at as "undoneAt", b.undone_by as "undoneBy", b.emptied_at is not null as emptied`;

const noCounts: Counts = { rows: 0, add: 0, change: 0, end: 0, same: 0, refused: 0, elsewhere: 0, teams: 0, newTeams: 0, notEnded: 0 };

const texts = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

function toBatch({ columns: stored, counts, ...row }: Row): Batch {
  const choices = typeof stored.choices === 'object' && stored.choices !== null ? Object.entries(stored.choices) : [];
  return {
    ...row,
    counts: { ...noCounts, ...counts },
    how: {
      sheets: readStoredColumns(stored.sheets),
      complete: stored.complete === true,
      choices: Object.fromEntries(choices.map(([key, value]) => [key, String(value)])),
      places: texts(stored.places),
      communes: texts(stored.communes),
      doubtful: stored.doubtful === 'all' ? 'all' : texts(stored.doubtful),
    },
  };
}

const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const isId = (text: string): boolean => uuidForm.test(text);

/** The batch, locked for a change; null for an unknown one. */
export async function lockBatch(tx: Tx, id: string): Promise<Batch | null> {
  return isId(id) ? one(tx, sql`where b.id = ${id}::uuid for update`) : null;
}

/** The other batch by which this very file was applied, and not undone. */
export function appliedFile(reader: Reader, hash: string): Promise<Batch | null> {
  return one(reader, sql`where b.file_hash = ${hash} and b.state = 'applied'`);
}

/**
 * A batch that the transaction may see: some row of it is the actor's own or of the actor's places. One whose rows were removed after
 * their time stays visible to whoever sent it in, and to those of `everywhere`.
 */
export async function visibleBatch(tx: Tx, id: string): Promise<Batch | null> {
  return isId(id) ? one(tx, sql`where b.id = ${id}::uuid and ${visible}`) : null;
}

const visible = sql`(b.checked_by = (select platform.state_actor()) or (select platform.state_everywhere())
  or exists (select from teams.import_row r where r.batch_id = b.id))`;

/** Those that the transaction may see, the newest first; `open` are those that wait to be applied. */
export async function visibleBatches(
  tx: Tx,
  { limit, open = false }: { readonly limit: number; readonly open?: boolean },
): Promise<readonly Batch[]> {
  const state = open ? sql`and b.state = 'checked'` : sql``;
  const found =
    await sql<Row>`select ${columns} from teams.import_batch b where ${visible} ${state} order by b.checked_at desc limit ${limit}`.execute(
      tx.rows<unknown>(),
    );
  return found.rows.map(toBatch);
}

async function one(reader: Reader, where: RawBuilder<unknown>): Promise<Batch | null> {
  const found = await sql<Row>`select ${columns} from teams.import_batch b ${where}`.execute(reader.rows<unknown>());
  return found.rows[0] ? toBatch(found.rows[0]) : null;
}

export interface BatchToKeep {
  readonly id: string;
  readonly fileName: string;
  readonly fileHash: string;
  readonly asOf: string;
  readonly how: HowRead;
  readonly counts: Counts;
  readonly checkedBy: string | null;
}

/** Writes a batch, or writes it anew when it was checked again; its rows are written by `writeRows`. */
export async function writeBatch(tx: Tx, batch: BatchToKeep): Promise<void> {
  const now = tx.clock.now().toString();
  await sql`insert into teams.import_batch (id, file_name, file_hash, as_of, columns, counts, checked_at, checked_by)
    values (${batch.id}::uuid, ${batch.fileName}, ${batch.fileHash}, ${batch.asOf}::date, ${JSON.stringify(batch.how)}::jsonb,
      ${JSON.stringify(batch.counts)}::jsonb, ${now}::timestamptz, ${batch.checkedBy}::uuid)
    on conflict (id) do update set as_of = excluded.as_of, columns = excluded.columns, counts = excluded.counts,
      checked_at = excluded.checked_at, marked_hash = null`.execute(tx.rows<unknown>());
}

export async function setMarked(reader: Reader, id: string, hash: string): Promise<void> {
  await sql`update teams.import_batch set marked_hash = ${hash} where id = ${id}::uuid`.execute(reader.rows<unknown>());
}

/** Moves a batch on. The moment and the person stand with the state. */
export async function setState(tx: Tx, id: string, state: Exclude<BatchState, 'checked'>, by: string | null): Promise<void> {
  const now = sql`${tx.clock.now().toString()}::timestamptz`;
  const moment =
    state === 'applied'
      ? sql`, applied_at = ${now}, applied_by = ${by}::uuid`
      : state === 'undone'
        ? sql`, undone_at = ${now}, undone_by = ${by}::uuid`
        : sql``;
  await sql`update teams.import_batch set state = ${state} ${moment} where id = ${id}::uuid`.execute(tx.rows<unknown>());
}
