/**
 * A program of its own that opens the embedded server, for tests that kill programs. Usage: node holder.fixture.ts <directory> [name].
 * Says one JSON line when it holds the server; `write` on its input makes it commit numbers for ever, saying each; `release` ends it.
 */
import { createInterface } from 'node:readline';
import pg from 'pg';
import { openEmbedded } from './index.ts';

const [dataDir = '', name = ''] = process.argv.slice(2);
const say = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

const server = await openEmbedded({ dataDir, durable: true, purpose: 'holder' });
const held = name ? await server.holdOnly(name) : null;
say({ started: server.started, held, socketDir: server.connection.socketDir });

for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'release') {
    await server.release();
    say({ released: true });
    process.exit(0);
  }
  if (line === 'write') void writeForEver();
}

async function writeForEver(): Promise<void> {
  const client = new pg.Client({ connectionString: server.url('yenbai_owner') });
  client.on('error', () => {});
  await client.connect();
  for (let n = 1; ; n++) {
    await client.query('insert into kept values ($1)', [n]);
    say({ committed: n });
  }
}
