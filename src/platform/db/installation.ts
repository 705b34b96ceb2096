import type pg from 'pg';
import { withClient } from './connection.ts';

export type InstallationMode = 'demonstration' | 'production';

/** Whose database it is: nobody's yet, somebody else's, or ours with the mode it was made in. */
export type Installation =
  | { readonly state: 'empty' }
  | { readonly state: 'foreign' }
  | { readonly state: 'ours'; readonly id: string; readonly mode: InstallationMode; readonly createdAt: Temporal.Instant };

/** Looks at a database without changing anything. `directUrl` is any login that may read it. */
export function readInstallation(directUrl: string): Promise<Installation> {
  return withClient({ url: directUrl, applicationName: 'yenbai look' }, installationOf);
}

export async function installationOf(client: pg.Client): Promise<Installation> {
  const { rows } = await client.query<{ marked: boolean; tables: boolean }>(`
    select to_regclass('platform.installation') is not null as marked,
           exists (
             select from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'
                and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
           ) as tables`);
  if (!rows[0]?.tables) return { state: 'empty' };
  if (!rows[0].marked) return { state: 'foreign' };
  try {
    const found = await client.query<{ id: string; mode: InstallationMode; createdAt: Temporal.Instant; by: string }>(
      'select id, mode, created_at as "createdAt", created_by as by from platform.installation',
    );
    const row = found.rows[0];
    return row?.by === 'yenbai' ? { state: 'ours', id: row.id, mode: row.mode, createdAt: row.createdAt } : { state: 'foreign' };
  } catch (error) {
    // A login that steps down to our role only for its work: it may not read by itself.
    if (error instanceof Error && 'code' in error && error.code === '42501') {
      throw new Error('This login may not read platform.installation: grant yenbai_owner to it');
    }
    throw error;
  }
}

/** Writes whose database this is, once, in the transaction of the first migration. */
export async function markInstallation(client: pg.Client, mode: InstallationMode): Promise<void> {
  await client.query('insert into platform.installation (mode) values ($1) on conflict do nothing', [mode]);
}
