/** The publication: rows, active use and the file, made anew in one transaction. */
import { sql } from 'kysely';
import { organisationName } from '../../people/index.ts';
import { touch } from '../../platform/cache/index.ts';
import { readCalendar } from '../../platform/calendar/store.ts';
import type { Reader, Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { csvLine } from '../../platform/sheets/index.ts';
import { columns, type OpenRow } from './columns.ts';
import { coarsenRows, least, officesTold, putRows } from './rows.ts';
import { figuresTag } from './tags.ts';
import { putActiveUse } from './use.ts';

export interface Publication {
  readonly id: string;
  readonly madeAt: Temporal.Instant;
  readonly rows: number;
  readonly least: number;
  readonly fileHash: string;
  readonly bytes: number;
}

/** How many rows are read at once, and how large the file may get. */
const PORTION = 1_000;
const mostBytes = 4_000_000_000;
/** Whoever is downloading the file of yesterday can finish. */
const kept = 2;

type Needs = Pick<Context, 'config' | 'db' | 'files'>;

async function namesOf(
  tx: Tx,
): Promise<{ units: ReadonlyMap<string, string>; categories: ReadonlyMap<string, string>; offices: ReadonlyMap<string, string> }> {
  const db = tx.rows<unknown>();
  const today = tx.clock.today().toString();
  const units = await sql<{ id: string; name: string }>`select distinct on (unit_id) unit_id as id, name from territory.unit_versions
    where unit_id in (select unit_id from reports.open_row) order by unit_id, lower(valid) desc`.execute(db);
  const categories = await sql<{
    id: string;
    name: string;
  }>`select distinct on (code) code as id, name_vi as name from reports.category_version
    order by code, lower(valid) desc`.execute(db);
  const offices = await sql<{
    id: string;
  }>`${officesTold}`.execute(db);
  const named = await Promise.all(offices.rows.map(async ({ id }) => [id, (await organisationName(tx, id, today)) ?? ''] as const));
  const map = (rows: readonly { id: string; name: string }[]) => new Map(rows.map((row) => [row.id, row.name]));
  return { units: map(units.rows), categories: map(categories.rows), offices: new Map(named) };
}

/** The file line by line, read through a cursor: memory stays the same however many rows there are. */
async function* fileOf(tx: Tx): AsyncGenerator<Uint8Array> {
  const db = tx.rows<unknown>();
  const names = await namesOf(tx);
  yield Buffer.from(`\uFEFF${csvLine(columns.map((one) => one.name))}`);
  await sql`declare open_rows no scroll cursor for select id, month::text as month, kind, unit_id as "unitId", category_code as "categoryCode",
      organisation_id as "organisationId", door, state, coarsened, receive_minutes as "receiveMinutes", received_on_time as "receivedOnTime",
      answer_minutes as "answerMinutes", answered_on_time as "answeredOnTime", paused_minutes as "pausedMinutes", returns, extensions, reopens, answers,
      judgements, not_satisfied as "notSatisfied", satisfied, returned_by as "returnedBy", late_office as "lateOffice", standing_days as "standingDays",
      not_accepted_reason as "notAcceptedReason", shown, followers from reports.open_row order by month, id`.execute(db);
  for (;;) {
    const portion = await sql<OpenRow>`fetch ${sql.lit(PORTION)} from open_rows`.execute(db);
    if (portion.rows.length === 0) break;
    yield Buffer.from(portion.rows.map((row) => csvLine(columns.map((one) => one.value(row, names)))).join(''));
  }
  await sql`close open_rows`.execute(db);
}

/**
 * Publishes all reports as they stand: `reports.open_row`, `reports.active_use` and the file, in one transaction, so that figures and file never differ.
 * Two at once wait for each other. Nothing in it leads back to a person: ids are drawn anew, the order within a month follows them.
 */
export async function publishFigures({ config, db, files }: Needs): Promise<Publication> {
  const { publication, old } = await db.transaction(
    async (tx) => {
      const rows = tx.rows<unknown>();
      // A million rows take longer than any page may; nothing is known yet of rows that were just written, and a loop in a loop over them would never end.
      await sql`select set_config('statement_timeout', '0', true), set_config('enable_nestloop', 'off', true),
        set_config('work_mem', '64MB', true), pg_advisory_xact_lock(hashtextextended('reports.figures', 0))`.execute(rows);
      const count = await putRows(tx, await readCalendar(tx, config.TIME_ZONE), config.TIME_ZONE);
      await coarsenRows(tx);
      await putActiveUse(tx, config.TIME_ZONE);
      const file = await files.put(fileOf(tx), { maxBytes: mostBytes });
      const madeAt = tx.clock.now();
      const id = tx.ids.next();
      await sql`insert into reports.publication (id, made_at, until, rows, least, file_hash, bytes)
        values (${id}::uuid, ${madeAt.toString()}::timestamptz, ${madeAt.toString()}::timestamptz, ${count}, ${least}, ${file.hash}, ${file.size})`.execute(
        rows,
      );
      const gone = await sql<{
        hash: string;
      }>`with stays as (select id, file_hash from reports.publication order by made_at desc, id desc limit ${kept}),
          gone as (delete from reports.publication p where not exists (select from stays where stays.id = p.id) returning p.file_hash)
        select file_hash as hash from gone where file_hash not in (select file_hash from stays)`.execute(rows);
      await touch(tx, [figuresTag]);
      return {
        publication: { id, madeAt, rows: count, least, fileHash: file.hash, bytes: file.size },
        old: gone.rows.map((row) => row.hash),
      };
    },
    { state: dutyState('identity') },
  );
  for (const hash of old) await files.remove(hash);
  return publication;
}

/** The newest publication; null before the first. */
export async function latestPublication({ db }: { readonly db: Reader }): Promise<Publication | null> {
  const found = await sql<
    Omit<Publication, 'bytes'> & { bytes: bigint }
  >`select id, made_at as "madeAt", rows, least, file_hash as "fileHash", bytes
    from reports.publication order by made_at desc, id desc limit 1`.execute(db.rows<unknown>());
  const [row] = found.rows;
  return row ? { ...row, bytes: Number(row.bytes) } : null;
}
