import type pg from 'pg';
import { type AppliedMigration, type ArchivedTable, type Header, leftOutSchemas, leftOutTables, quoteName, quoteTable } from './format.ts';

interface TableFacts {
  name: string;
  columns: string[];
  /** Columns of the primary key, with those that order by the rules of a language marked. */
  key: { name: string; text: boolean }[];
}

const ourSchemas = `nspname not like 'pg\\_%' and nspname <> 'information_schema'`;

/** Every table that an archive holds, in the order of loading: a table comes after those that it refers to. */
export async function archivedTables(client: pg.Client): Promise<ArchivedTable[]> {
  const facts = await tableFacts(client);
  return inOrderOfReference(
    facts.map(({ name, columns }) => ({ name, columns })),
    await references(client),
  );
}

async function tableFacts(client: pg.Client): Promise<TableFacts[]> {
  const result = await client.query<TableFacts>(
    `
    select nspname || '.' || relname as name,
      (select coalesce(jsonb_agg(attname order by attnum), '[]') from pg_attribute
        where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns,
      (select coalesce(jsonb_agg(jsonb_build_object('name', attname, 'text', attcollation <> 0) order by k.place), '[]')
        from pg_index i cross join lateral unnest(i.indkey) with ordinality as k (attnum, place)
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
        where i.indrelid = c.oid and i.indisprimary) as key
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where relkind = 'r' and ${ourSchemas} and not nspname = any($1::text[])
      and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
    order by 1`,
    [leftOutSchemas],
  );
  return result.rows.filter((table) => !leftOutTables.some((left) => left.test(table.name)));
}

/** Tables that are not archived and refer to one that is: empty after a restore, and emptied together with what they refer to. */
export async function leftOutReferrers(client: pg.Client, archived: readonly string[]): Promise<string[]> {
  const pairs = await references(client);
  return [...new Set(pairs.filter(([from, to]) => archived.includes(to) && !archived.includes(from)).map(([from]) => from))];
}

/** Pairs [table, table that it refers to]. */
async function references(client: pg.Client): Promise<[string, string][]> {
  const result = await client.query<{ from: string; to: string }>(`
    select distinct fn.nspname || '.' || f.relname as "from", tn.nspname || '.' || t.relname as "to"
    from pg_constraint c
      join pg_class f on f.oid = c.conrelid join pg_namespace fn on fn.oid = f.relnamespace
      join pg_class t on t.oid = c.confrelid join pg_namespace tn on tn.oid = t.relnamespace
    where c.contype = 'f' and c.conrelid <> c.confrelid order by 1, 2`);
  return result.rows.map(({ from, to }) => [from, to]);
}

/** Sorts so that references point backwards; within a circle the names decide, and the loading defers the checks. */
export function inOrderOfReference<T extends { name: string }>(tables: readonly T[], pairs: readonly (readonly [string, string])[]): T[] {
  const known = new Map(tables.map((table) => [table.name, table]));
  const waitsFor = new Map(tables.map((table) => [table.name, new Set<string>()]));
  for (const [from, to] of pairs) if (known.has(to)) waitsFor.get(from)?.add(to);
  const sorted: T[] = [];
  while (waitsFor.size > 0) {
    const free = [...waitsFor].filter(([, others]) => others.size === 0).map(([name]) => name);
    // In a circle nobody is free: the first by name goes ahead.
    const next = free.length > 0 ? free : [...waitsFor.keys()].toSorted().slice(0, 1);
    for (const name of next.toSorted()) {
      const table = known.get(name);
      if (table) sorted.push(table);
      waitsFor.delete(name);
      for (const others of waitsFor.values()) others.delete(name);
    }
  }
  return sorted;
}

/**
 * The statement that gives a table's rows: ordered by the primary key, text compared by its bytes, so that the same rows give
 * the same text on any server.
 */
export async function copyOutStatement(client: pg.Client, table: ArchivedTable): Promise<string> {
  const fact = (await tableFacts(client)).find(({ name }) => name === table.name);
  const key = fact?.key.map(({ name, text }) => `${quoteName(name)}${text ? ' collate "C"' : ''}`) ?? [];
  const columns = table.columns.map(quoteName).join(', ');
  return `copy (select ${columns} from ${quoteTable(table.name)}${key.length > 0 ? ` order by ${key.join(', ')}` : ''}) to stdout`;
}

export async function sequencePositions(client: pg.Client): Promise<Record<string, { last: string; called: boolean }>> {
  const names = await client.query<{ name: string }>(
    `
    select nspname || '.' || relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where relkind = 'S' and ${ourSchemas} and not nspname = any($1::text[]) order by 1`,
    [leftOutSchemas],
  );
  const positions: Record<string, { last: string; called: boolean }> = {};
  for (const { name } of names.rows) {
    const found = await client.query<{ last: string; called: boolean }>(
      `select last_value::text as last, is_called as called from ${quoteTable(name)}`,
    );
    if (found.rows[0]) positions[name] = found.rows[0];
  }
  return positions;
}

/**
 * How values are written, whatever the server's own settings. Row-level security stays on, for the owner too: the session does the
 * duty `archive`, which every policy lets read; `policiesHidingRows` finds those that do not.
 */
export async function prepareSession(client: pg.Client): Promise<void> {
  await client.query(`
    set timezone = 'UTC'; set datestyle = 'ISO'; set intervalstyle = 'postgres'; set extra_float_digits = 1; set bytea_output = 'hex';
    set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set row_security = on; set yenbai.duty = 'archive'`);
}

/** Tables under row-level security, the owner included. */
export async function guardedTables(client: pg.Client): Promise<string[]> {
  const found = await client.query<{ name: string }>(
    `select nspname || '.' || relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where relkind = 'r' and relrowsecurity and relforcerowsecurity and ${ourSchemas} order by 1`,
  );
  return found.rows.map(({ name }) => name);
}

/** Tables that would be archived without all of their rows: no policy of theirs lets the duty `archive` read. A login that no policy binds sees everything. */
export async function policiesHidingRows(client: pg.Client): Promise<string[]> {
  const found = await client.query<{ name: string }>(
    `select nspname || '.' || relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where relkind = 'r' and row_security_active(c.oid) and ${ourSchemas} and not nspname = any($1::text[])
       and (not exists (select from pg_policy p where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('r', '*')
           and pg_get_expr(p.polqual, p.polrelid) like '%state_duty(%''archive''%')
         or exists (select from pg_policy p where p.polrelid = c.oid and not p.polpermissive))
     order by 1`,
    [leftOutSchemas],
  );
  return found.rows.map(({ name }) => name).filter((name) => !leftOutTables.some((left) => left.test(name)));
}

export async function appliedMigrations(client: pg.Client): Promise<AppliedMigration[]> {
  return (await client.query<AppliedMigration>('select name, sha256 from platform.migration order by name')).rows;
}

export async function installationOf(client: pg.Client): Promise<Header['installation']> {
  const found = await client.query<Header['installation']>('select id, mode from platform.installation');
  if (!found.rows[0]) throw new Error('the database does not say which installation it is');
  return found.rows[0];
}
