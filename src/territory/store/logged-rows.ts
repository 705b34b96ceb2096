import { type RawBuilder, sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db/index.ts';
import type { TerritoryRows } from '../rows.gen.ts';

/**
 * Writing with a trail: every row that a batch inserts, changes or deletes is kept with its content before and after,
 * in the same statement, so that the batch can be undone exactly. Without a batch nothing is kept.
 */
const keys = {
  level: ['id'],
  unit_type: ['id'],
  unit: ['id'],
  unit_event: ['id'],
  unit_version: ['id'],
  unit_edge: ['event_id', 'from_unit_id', 'to_unit_id'],
  unit_boundary: ['id'],
  population: ['id'],
} as const;

const columns = {
  level: ['rank', 'has_codes', 'name_vi', 'name_en', 'valid'],
  unit_type: ['level_id', 'name_vi', 'name_en'],
  unit: ['origin', 'batch_id'],
  unit_event: ['kind', 'effective_on', 'title', 'document_id', 'clause', 'verified', 'verification_note', 'outside', 'batch_id'],
  unit_version: [
    'unit_id',
    'valid',
    'code',
    'name',
    'type_id',
    'level_id',
    'parent_id',
    'aliases',
    'search',
    'lat',
    'lon',
    'coord_basis',
    'event_id',
    'batch_id',
  ],
  unit_edge: ['share_num', 'share_den', 'back_num', 'back_den', 'basis'],
  unit_boundary: ['unit_id', 'valid', 'geometry', 'min_lon', 'min_lat', 'max_lon', 'max_lat', 'source', 'batch_id'],
  population: ['unit_id', 'on_day', 'value', 'basis', 'source', 'batch_id'],
} as const satisfies { [T in LoggedTable]: readonly (keyof TerritoryRows[`territory.${T}`])[] };

/** Tables whose rows are kept for undoing. */
export type LoggedTable = keyof typeof keys;

/** The tables, those that others refer to first. */
const loggedTables = Object.keys(keys) as LoggedTable[];

/** A row as its columns hold it; bigint as digits or bigint, ranges and days as text, geometry as an object. */
export type PlainRow = Readonly<Record<string, unknown>>;

/** Inserts rows as given: every column that is left out becomes null. */
export async function insertRows(tx: Tx, table: LoggedTable, rows: readonly PlainRow[], batchId: string | null): Promise<void> {
  if (rows.length === 0) return;
  const into = sql.table(`territory.${table}`);
  const add = sql`insert into ${into} select * from jsonb_populate_recordset(null::${into}, ${toJson(rows)}::jsonb)`;
  if (batchId === null) await add.execute(tx.rows());
  else
    await sql`with added as (${add} returning *)
      insert into territory.import_change (batch_id, table_name, row_id, before, after)
      select ${batchId}::uuid, ${table}, ${rowId(table, 'added')}, null, to_jsonb(added) from added`.execute(tx.rows());
}

/** Changes rows: each given row names its key and the columns that change. */
export async function updateRows(tx: Tx, table: LoggedTable, rows: readonly PlainRow[], batchId: string | null): Promise<void> {
  if (rows.length === 0) return;
  const into = sql.table(`territory.${table}`);
  const given = sql`select change, to_jsonb(old) as before
    from jsonb_array_elements(${toJson(rows)}::jsonb) as given (change)
    join ${into} old on ${sameKey(table, 'old', 'given.change')}`;
  const change = sql`update ${into} t set ${assignments(table, sql`jsonb_populate_record(t, given.change)`)}
    from given where ${sameKey(table, 't', 'given.change')}`;
  if (batchId === null) await sql`with given as (${given}) ${change}`.execute(tx.rows());
  else
    await sql`with given as (${given}), changed as (${change} returning ${rowId(table, 't')} as row_id, given.before, to_jsonb(t) as after)
      insert into territory.import_change (batch_id, table_name, row_id, before, after)
      select ${batchId}::uuid, ${table}, row_id, before, after from changed`.execute(tx.rows());
}

export async function updateRow(tx: Tx, table: LoggedTable, row: PlainRow, batchId: string | null): Promise<void> {
  await updateRows(tx, table, [row], batchId);
}

/** Deletes rows; each given row names its key. */
export async function deleteRows(tx: Tx, table: LoggedTable, rows: readonly PlainRow[], batchId: string | null): Promise<void> {
  if (rows.length === 0) return;
  const gone = sql`delete from ${sql.table(`territory.${table}`)} t
    using jsonb_array_elements(${toJson(rows)}::jsonb) as given (change) where ${sameKey(table, 't', 'given.change')}`;
  if (batchId === null) await gone.execute(tx.rows());
  else
    await sql`with gone as (${gone} returning t.*)
      insert into territory.import_change (batch_id, table_name, row_id, before, after)
      select ${batchId}::uuid, ${table}, ${rowId(table, 'gone')}, to_jsonb(gone), null from gone`.execute(tx.rows());
}

/** A row of a batch that is no longer as the batch left it. */
export interface Disturbed {
  readonly table: LoggedTable;
  readonly rowId: string;
  readonly unitId: string | null;
  /** The other batch that wrote it last; null when it was changed by hand. */
  readonly byBatch: string | null;
}

/** Rows of the batch that somebody has written since. */
export async function disturbedRows(reader: Reader, batchId: string): Promise<Disturbed[]> {
  const found: Disturbed[] = [];
  for (const table of loggedTables) {
    const { rows } = await sql<{ row_id: string; unit_id: string | null; by_batch: string | null }>`
      with net as (${netChanges(table, batchId)})
      select net.row_id, coalesce(net.after, net.before) ->> ${table === 'unit' ? 'id' : 'unit_id'} as unit_id,
        (select c.batch_id from territory.import_change c
          where c.table_name = ${table} and c.row_id = net.row_id and c.batch_id <> ${batchId}::uuid and c.ordinal > net.last
          order by c.ordinal desc limit 1) as by_batch
      from net left join ${sql.table(`territory.${table}`)} now on ${rowId(table, 'now')} = net.row_id
      where to_jsonb(now) is distinct from net.after
      order by net.row_id`.execute(reader.rows());
    found.push(...rows.map((row) => ({ table, rowId: row.row_id, unitId: row.unit_id, byBatch: row.by_batch })));
  }
  return found;
}

/** Puts every row of the batch back as it was before the batch. The caller makes sure that nobody has written them since. */
export async function restoreRows(tx: Tx, batchId: string): Promise<void> {
  const db = tx.rows();
  for (const table of [...loggedTables].reverse()) {
    await sql`with net as (${netChanges(table, batchId)})
      delete from ${sql.table(`territory.${table}`)} t using net
      where ${rowId(table, 't')} = net.row_id and net.before is null`.execute(db);
  }
  for (const table of loggedTables) {
    const into = sql.table(`territory.${table}`);
    await sql`with net as (${netChanges(table, batchId)})
      insert into ${into} select old.* from net, jsonb_populate_record(null::${into}, net.before) old
      where net.before is not null and net.after is null`.execute(db);
    await sql`with net as (${netChanges(table, batchId)})
      update ${into} t set ${assignments(table, sql`jsonb_populate_record(null::${into}, net.before)`)}
      from net where ${rowId(table, 't')} = net.row_id and net.before is not null and net.after is not null`.execute(db);
  }
}

/** What a batch did to each row in the end: the content before its first and after its last write. */
function netChanges(table: LoggedTable, batchId: string): RawBuilder<unknown> {
  return sql`select row_id, (array_agg(before order by ordinal))[1] as before, (array_agg(after order by ordinal desc))[1] as after,
      max(ordinal) as last
    from territory.import_change where batch_id = ${batchId}::uuid and table_name = ${table} group by row_id
    having (array_agg(before order by ordinal))[1] is not null or (array_agg(after order by ordinal desc))[1] is not null`;
}

function rowId(table: LoggedTable, alias: string): RawBuilder<string> {
  return sql`concat_ws('/', ${sql.join(keys[table].map((key) => sql.ref(`${alias}.${key}`)))})`;
}

function sameKey(table: LoggedTable, alias: string, json: string): RawBuilder<boolean> {
  const type = table === 'level' || table === 'unit_type' ? sql`text` : sql`uuid`;
  return sql.join(
    keys[table].map((key) => sql`${sql.ref(`${alias}.${key}`)} = (${sql.ref(json)} ->> ${sql.lit(key)})::${type}`),
    sql` and `,
  );
}

function assignments(table: LoggedTable, record: RawBuilder<unknown>): RawBuilder<unknown> {
  const names = columns[table];
  const targets = sql.join(names.map((name) => sql.ref(name)));
  const values = sql.join(names.map((name) => sql.ref(`r.${name}`)));
  return sql`(${targets}) = (select ${values} from ${record} r)`;
}

function toJson(rows: readonly PlainRow[]): string {
  return JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value));
}
