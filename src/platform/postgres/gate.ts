import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * One process at a time between these doors, for starting and stopping the server. A lock of the operating system (through
 * SQLite, which Node brings) is let go by itself when its holder dies, however it dies; a file with a pid in it is not.
 */
export async function throughGate<T>(file: string, fn: () => Promise<T>, patienceMs = 180_000): Promise<T> {
  const until = performance.now() + patienceMs;
  const gate = new DatabaseSync(file, { timeout: 0 });
  try {
    for (;;) {
      try {
        gate.exec('begin exclusive');
        break;
      } catch (error) {
        if (!isBusy(error)) throw error;
        if (performance.now() > until)
          throw new Error(`Another program has been starting or stopping the database for too long (lock: ${file})`);
        await sleep(20 + Math.random() * 30);
      }
    }
    return await fn();
  } finally {
    gate.close();
  }
}

const busy = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === busy;
}
