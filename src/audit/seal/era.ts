import type pg from 'pg';

/**
 * Begins a new era, so that rows brought from another server are never ordered by this server's transaction ids. To be called as
 * the database's owner in the transaction that loads an archive, or after another logical copy before anything else writes.
 */
export async function beginEraAfterRestore(client: pg.Client): Promise<void> {
  await client.query(
    "insert into audit.era (number, began_at, reason) select max(number) + 1, now(), 'rows brought from another server' from audit.era",
  );
}
