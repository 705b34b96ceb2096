import type pg from 'pg';

const roles = ['yenbai_owner', 'yenbai_app', 'yenbai_reader'] as const;
const extensions = ['btree_gist', 'pg_trgm'] as const;

/**
 * What must be there before the first migration: PostgreSQL 15 or newer, UTF-8, Vietnamese order, the three roles and two
 * extensions. What the login may make is made; for the rest an error gives the SQL that an administrator has to run.
 */
export async function prepareGround(client: pg.Client): Promise<void> {
  await checkServer(client);
  await ensureRoles(client);
  await ensureExtensions(client);
}

async function checkServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: number; version: string; encoding: string; collation: boolean }>(`
    select current_setting('server_version_num')::int as number, current_setting('server_version') as version,
           pg_encoding_to_char(encoding) as encoding,
           exists (select from pg_collation where collname = 'vi-x-icu') as collation
      from pg_database where datname = current_database()`);
  const server = rows[0];
  if (!server) return;
  if (server.number < 150_000) throw new Error(`This is PostgreSQL ${server.version}; 15 or newer is needed`);
  if (server.encoding !== 'UTF8')
    throw new Error(`The database's encoding is ${server.encoding}; create one with: create database … encoding 'UTF8'`);
  if (!server.collation) throw new Error('The server has no collation "vi-x-icu": it must be built with ICU');
}

interface RoleState {
  login: string;
  database: string;
  missing: string[];
  may_make: boolean;
  may_create: boolean;
  may_use_temporary: boolean;
  outside: string[];
}

async function readRoles(client: pg.Client): Promise<RoleState> {
  const { rows } = await client.query<RoleState>(
    `select current_user::text as login, current_database()::text as database,
            array(select name from unnest($1::text[]) as name where not exists (select from pg_roles where rolname = name)) as missing,
            array(select rolname::text from pg_roles where rolname = any ($1) and not pg_has_role(current_user, oid, 'member')) as outside,
            (select rolcreaterole or rolsuper from pg_roles where rolname = current_user) as may_make,
            coalesce((select has_database_privilege(oid, current_database(), 'create') from pg_roles where rolname = 'yenbai_owner'), false) as may_create,
            coalesce((select has_database_privilege(oid, current_database(), 'temporary') from pg_roles where rolname = 'yenbai_app'), false) as may_use_temporary`,
    [roles],
  );
  const state = rows[0];
  if (!state) throw new Error('The server did not say which roles it has');
  return state;
}

async function ensureRoles(client: pg.Client): Promise<void> {
  let state = await readRoles(client);
  if (state.missing.length > 0 && state.may_make) {
    for (const role of state.missing) {
      await client.query(`create role ${role}`);
      await client.query(`grant ${role} to current_user`);
    }
    state = await readRoles(client);
  }
  if (!state.may_create && state.missing.length === 0) {
    await client.query(`grant create on database ${quote(state.database)} to yenbai_owner`).catch(() => {});
    state = await readRoles(client);
  }
  // Figures are made anew in temporary tables.
  if (!state.may_use_temporary && state.missing.length === 0) {
    await client.query(`grant temporary on database ${quote(state.database)} to yenbai_app`).catch(() => {});
    state = await readRoles(client);
  }
  const wanted = [
    ...state.missing.map((role) => `create role ${role};`),
    ...[...state.missing, ...state.outside].filter(isNeeded).map((role) => `grant ${role} to ${quote(state.login)};`),
    ...(state.may_create ? [] : [`grant create on database ${quote(state.database)} to yenbai_owner;`]),
    ...(state.may_use_temporary ? [] : [`grant temporary on database ${quote(state.database)} to yenbai_app;`]),
  ];
  if (wanted.length > 0) {
    throw new Error(`The login ${state.login} may not prepare the database. An administrator has to run:\n${wanted.join('\n')}`);
  }
}

/** Migrations run as the owner; programs that step down to another role ask for it themselves. */
const isNeeded = (role: string): boolean => role === 'yenbai_owner';

async function ensureExtensions(client: pg.Client): Promise<void> {
  for (const name of extensions) {
    const { rows } = await client.query<{ schema: string }>(
      'select n.nspname as schema from pg_extension e join pg_namespace n on n.oid = e.extnamespace where extname = $1',
      [name],
    );
    const schema = rows[0]?.schema;
    if (schema === 'public') continue;
    if (schema) throw new Error(`The extension ${name} is in schema ${schema}; run: alter extension ${name} set schema public;`);
    try {
      await client.query(`create extension ${name} schema public`);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(
        `The extension ${name} is missing and can't be created here (${reason}). An administrator has to run:\ncreate extension ${name} schema public;`,
      );
    }
  }
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
