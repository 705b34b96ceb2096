import { createHash, type Hash } from 'node:crypto';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { type CopyStreamQuery, from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { archivedTables, copyOutStatement, guardedTables, inOrderOfReference, leftOutReferrers } from './catalogue.ts';
import { type ArchivedTable, ArchiveRefused, type Header, type Manifest, quoteName, quoteTable } from './format.ts';

export interface Loading {
  /** Takes the next part of a table; parts come in order, and tables in the header's. */
  take(table: string, part: number, content: AsyncIterable<Buffer>): Promise<void>;
  /** Ends the last table, sets the sequences, checks references, and compares every table with the manifest. */
  finish(manifest: Manifest): Promise<void>;
}

interface OpenTable {
  readonly table: ArchivedTable;
  readonly stream: CopyStreamQuery;
  readonly hash: Hash;
  /** Fulfils or rejects with the COPY. */
  readonly done: Promise<void>;
  parts: number;
}

/**
 * Makes ready for loading, in the caller's transaction: tables are emptied of what migrations wrote, triggers rest (the rows are
 * those that they let pass once already), and references that run in circles are checked at the end. Row-level security does not bind
 * the owner until then, because COPY cannot write under it; nobody else sees the tables before the commit.
 */
export async function startLoading(client: pg.Client, header: Header): Promise<Loading> {
  await compareTables(client, header);
  const archived = header.tables.map((table) => table.name);
  const names = [...archived, ...(await leftOutReferrers(client, archived))].map(quoteTable);
  const resting = await tablesWithTriggers(client, header);
  for (const table of resting) await client.query(`alter table ${table} disable trigger user`);
  const guarded = (await guardedTables(client)).map(quoteTable);
  for (const table of guarded) await client.query(`alter table ${table} no force row level security`);
  if (names.length > 0) await client.query(`truncate ${names.join(', ')}`);
  const deferred = await deferCircles(client);

  const loaded = new Map<string, string>();
  let current: OpenTable | null = null;

  async function begin(name: string): Promise<OpenTable> {
    const table = header.tables.find((each) => each.name === name);
    if (!table || loaded.has(name)) throw new ArchiveRefused(`the archive's table ${name} is not expected here`);
    const stream = client.query(copyFrom(`copy ${quoteTable(name)} (${table.columns.map(quoteName).join(', ')}) from stdin`));
    const done = finished(stream);
    done.catch(() => {});
    return { table, stream, hash: createHash('sha256'), done, parts: 0 };
  }

  async function end(open: OpenTable | null): Promise<void> {
    if (!open) return;
    open.stream.end();
    await open.done.catch((error: unknown) => {
      throw notTaken(open.table.name, error);
    });
    loaded.set(open.table.name, open.hash.digest('hex'));
  }

  return {
    async take(name, part, content) {
      if (current?.table.name !== name) {
        await end(current);
        current = null;
        current = await begin(name);
      }
      const open = current;
      open.parts += 1;
      if (part !== open.parts) throw new ArchiveRefused(`a part of the table ${name} is missing in the archive`);
      for await (const chunk of content) {
        open.hash.update(chunk);
        // Whatever comes first: room for more, or the end of the COPY by an error.
        if (!open.stream.write(chunk))
          await Promise.race([once(open.stream, 'drain'), open.done]).catch((error: unknown) => {
            throw notTaken(name, error);
          });
      }
    },

    async finish(manifest) {
      await end(current);
      current = null;
      await client.query('set constraints all immediate').catch((error: unknown) => {
        throw notTaken('with references', error);
      });
      for (const { table, name } of deferred) await client.query(`alter table ${table} alter constraint ${name} not deferrable`);
      for (const table of resting) await client.query(`alter table ${table} enable trigger user`);
      for (const table of guarded) await client.query(`alter table ${table} force row level security`);
      for (const [name, { last, called }] of Object.entries(manifest.sequences)) {
        await client.query('select setval($1::regclass, $2::bigint, $3)', [quoteTable(name), last, called]);
      }
      for (const table of header.tables) await compare(client, table, loaded.get(table.name) ?? emptyHash, manifest);
    },
  };
}

const emptyHash = createHash('sha256').digest('hex');

/** What is in the database now, written out again, must be what was in it then. */
async function compare(client: pg.Client, table: ArchivedTable, read: string, manifest: Manifest): Promise<void> {
  const expected = manifest.tables[table.name];
  if (!expected || read !== expected.sha256) throw new ArchiveRefused(`the table ${table.name} in the archive is damaged`);
  const hash = createHash('sha256');
  const stream = client.query(copyTo(await copyOutStatement(client, table)));
  for await (const chunk of stream as AsyncIterable<Buffer>) hash.update(chunk);
  if (stream.rowCount !== expected.rows || hash.digest('hex') !== expected.sha256) {
    throw new ArchiveRefused(`the table ${table.name} did not come out of the database as it went in`);
  }
}

/** The archive's tables must be those of its migrations: no table goes unread, none comes from nowhere. */
async function compareTables(client: pg.Client, header: Header): Promise<void> {
  const describe = (tables: readonly ArchivedTable[]) => tables.map(({ name, columns }) => `${name}(${columns.join(', ')})`).toSorted();
  const here = describe(await archivedTables(client));
  const there = describe(header.tables);
  const different = [...here.filter((table) => !there.includes(table)), ...there.filter((table) => !here.includes(table))];
  if (different.length > 0) throw new ArchiveRefused(`the archive and its migrations disagree about ${different[0]}`);
}

async function tablesWithTriggers(client: pg.Client, header: Header): Promise<string[]> {
  const found = await client.query<{ name: string }>(
    `
    select distinct nspname || '.' || relname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where not tgisinternal and nspname || '.' || relname = any($1::text[]) order by 1`,
    [header.tables.map((table) => table.name)],
  );
  return found.rows.map(({ name }) => quoteTable(name));
}

/** References among tables that refer to each other in a circle, which no order of loading satisfies, wait for the end. */
async function deferCircles(client: pg.Client): Promise<{ table: string; name: string }[]> {
  const found = await client.query<{ table: string; to: string; name: string; deferrable: boolean }>(`
    select fn.nspname || '.' || f.relname as "table", tn.nspname || '.' || t.relname as "to", conname as name, condeferrable as deferrable
    from pg_constraint c
      join pg_class f on f.oid = c.conrelid join pg_namespace fn on fn.oid = f.relnamespace
      join pg_class t on t.oid = c.confrelid join pg_namespace tn on tn.oid = t.relnamespace
    where c.contype = 'f' and c.conrelid <> c.confrelid`);
  await client.query('set constraints all deferred');
  const names = [...new Set(found.rows.flatMap(({ table, to }) => [table, to]))].map((name) => ({ name }));
  const order = inOrderOfReference(
    names,
    found.rows.map(({ table, to }) => [table, to] as const),
  ).map(({ name }) => name);
  const circular = found.rows.filter(({ table, to, deferrable }) => !deferrable && order.indexOf(to) > order.indexOf(table));
  const deferred = circular.map(({ table, name }) => ({ table: quoteTable(table), name: quoteName(name) }));
  for (const { table, name } of deferred) await client.query(`alter table ${table} alter constraint ${name} deferrable initially deferred`);
  return deferred;
}

/** A row that the database refuses was not written by this system: the archive is damaged. */
function notTaken(what: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (!/^2[23]/.test(code)) return error;
  return new ArchiveRefused(`the database refuses the archive's rows (${what}): ${error instanceof Error ? error.message : ''}`, {
    cause: error,
  });
}
