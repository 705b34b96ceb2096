/** `npm run db:reset`: throws away what a demonstration holds, after asking. A production installation refuses. */
import { createInterface } from 'node:readline/promises';
import { readInstallation } from '../../platform/db/index.ts';
import { openFileStore } from '../../platform/files/index.ts';
import { fileStoreOptions, openGround } from '../open.ts';
import { Stop } from '../stop.ts';

const WORD = 'xoa';

async function agreed(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    // Without anybody to answer (input closed) the question would wait for ever.
    const nobody = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
    return (await Promise.race([terminal.question(question), nobody])).trim().toLowerCase() === WORD;
  } finally {
    terminal.close();
  }
}

export async function reset(args: readonly string[]): Promise<void> {
  const ground = await openGround('db:reset');
  try {
    if (ground.config.YENBAI_MODE === 'production')
      throw new Stop('A production installation is never reset. Restore a backup into an empty database instead.');
    const { url, directUrl } = ground.connection('yenbai_owner');
    const found = await readInstallation(directUrl);
    if (found.state === 'empty') throw new Stop('There is nothing to reset: the database is empty.');
    if (found.state === 'foreign' || found.mode !== 'demonstration')
      throw new Stop('This database was not made by a demonstration; it is left alone.');
    const held = await ground.embedded?.holdOnly('start');
    if (held && !held.ok) throw new Stop(`The system is running ("${held.holder.name}"). Stop it first.`);
    const where = ground.embedded ? ground.dataDir : new URL(url).pathname.slice(1);
    if (
      !args.includes('--yes') &&
      !(await agreed(`All data of the demonstration in ${where} will be deleted. Type "${WORD}" to go on: `))
    ) {
      throw new Stop('Nothing was deleted.');
    }
    const files = await openFileStore(fileStoreOptions(ground));
    for await (const file of files.list()) await files.remove(file.hash);
    await ground.openDb('yenbai_owner', 'db:reset').direct(async (client) => {
      const { rows } = await client.query<{ name: string }>(
        "select quote_ident(nspname) as name from pg_namespace where nspname not like 'pg\\_%' and nspname not in ('information_schema', 'public')",
      );
      await client.query(rows.map(({ name }) => `drop schema ${name} cascade;`).join('\n'));
    });
    process.stderr.write('The demonstration is empty. "npm start" fills it again.\n');
  } finally {
    await ground.close();
  }
}
