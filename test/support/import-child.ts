/** A program of its own for the crash test: begins an import, says so when the rows are written but not committed, and waits. */
import { systemClock } from '../../src/platform/clock/index.ts';
import { openDatabase } from '../../src/platform/db/index.ts';
import { uuidIds } from '../../src/platform/ids/index.ts';
import { system } from '../../src/platform/session/index.ts';
import { applyImport } from '../../src/territory/commands/import/apply.ts';

const [url = '', text = ''] = (process.env.IMPORT_CHILD ?? '').split('\n\n');
const db = openDatabase({ url, role: 'yenbai_app', clock: systemClock('UTC'), ids: uuidIds });
const stalled = {
  ...db,
  transaction: ((work, options) =>
    db.transaction(async (tx) => {
      await work(tx);
      process.stdout.write('written\n');
      return await new Promise<never>(() => {});
    }, options)) as typeof db.transaction,
};
// A timer keeps the program alive while nothing else happens.
setInterval(() => {}, 1000);
await applyImport(stalled, { ...system, name: 'Cán bộ Một' }, { kind: 'units', fileName: 'crash.csv', bytes: Buffer.from(text) });
