import pg from 'pg';

/** What the run's set-up tells its tests: how to reach the server. */
export interface TestServer {
  /** An address with the places `{login}` and `{database}`; without `{login}` the address's own login steps down by itself. */
  readonly pattern: string;
  /** A login that may make databases. */
  readonly admin: string;
  readonly template: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    server: TestServer;
  }
}

export function addressOf(server: TestServer, login: string, database: string): string {
  return server.pattern.replace('{login}', login).replace('{database}', database);
}

/** Runs one statement as administrator outside any test database. */
export async function asAdministrator(server: TestServer, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: addressOf(server, server.admin, 'postgres') });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, values)).rows;
  } finally {
    await client.end();
  }
}
