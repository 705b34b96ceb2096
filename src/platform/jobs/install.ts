import type pg from 'pg';
import { getConstructionPlans, getMigrationPlans } from 'pg-boss';
import manifest from 'pg-boss/package.json' with { type: 'json' };

const schema = 'pgboss';

/** Programs that install at the same moment come one after the other. */
const lock = 0x79656e6a;

/**
 * Makes or renews the queue's tables, in a session of the database's owner, after the migrations; running it again changes
 * nothing. The running programs only use them: they have no right to change the schema.
 */
export async function installJobs(client: pg.Client): Promise<void> {
  await client.query('select pg_advisory_lock($1)', [lock]);
  try {
    await install(client);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [lock]);
  }
}

async function install(client: pg.Client): Promise<void> {
  const wanted = manifest.pgboss.schema;
  const version = await installedVersion(client);
  if (version !== null && version > wanted)
    throw new Error(`The job tables have version ${version}, this program knows version ${wanted}: start the newer program`);
  if (version === wanted) return;
  try {
    await client.query(version === null ? getConstructionPlans(schema) : getMigrationPlans(schema, version));
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
  await client.query(`
    grant usage on schema ${schema} to yenbai_app, yenbai_reader;
    grant select, insert, update, delete on all tables in schema ${schema} to yenbai_app;
    grant usage on all sequences in schema ${schema} to yenbai_app;
    grant execute on all functions in schema ${schema} to yenbai_app;
    grant select on all tables in schema ${schema} to yenbai_reader;
    comment on schema ${schema} is 'Jobs; the tables belong to the queue library.'`);
}

async function installedVersion(client: pg.Client): Promise<number | null> {
  const found = await client.query<{ there: boolean }>(`select to_regclass('${schema}.version') is not null as there`);
  if (!found.rows[0]?.there) return null;
  const result = await client.query<{ version: number }>(`select version from ${schema}.version`);
  return result.rows[0]?.version ?? null;
}
