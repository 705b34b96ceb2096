import type pg from 'pg';
import { superuser } from './session.ts';

export const database = 'yenbai';

/**
 * What only a superuser can make: the roles, the database, its extensions. Everything else is made by migrations as
 * yenbai_owner. Safe to repeat; three small queries when all is there.
 */
export async function prepareDatabase(client: pg.Client, socketDir: string): Promise<void> {
  await client.query(`
    do $$
    declare name text;
    begin
      foreach name in array array['yenbai_owner', 'yenbai_app', 'yenbai_reader'] loop
        if not exists (select from pg_roles where rolname = name) then
          execute format('create role %I login nosuperuser nocreatedb nocreaterole', name);
        end if;
      end loop;
    end $$`);
  const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
  if (rowCount === 0) await client.query(`create database ${database} owner yenbai_owner`);
  const inside = superuser(socketDir, 'yenbai prepare', database);
  await inside.connect();
  try {
    await inside.query(`
      revoke all on database ${database} from public;
      grant connect on database ${database} to yenbai_app, yenbai_reader;
      grant temporary on database ${database} to yenbai_app;
      set client_min_messages = warning;
      create extension if not exists btree_gist schema public;
      create extension if not exists pg_trgm schema public`);
  } finally {
    await inside.end();
  }
}
