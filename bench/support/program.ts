/** Starts the built program as a user does, on a data folder of its own, and stops it again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export interface Program {
  readonly address: string;
  readonly pid: number;
  readonly secondsToReady: number;
  stop(): Promise<void>;
}

export function dataFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'yenbai-bench-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Resolves when the program has printed its address; rejects with its output when it ends before. */
export function startProgram(dataDir: string, settings: Readonly<Record<string, string>> = {}): Promise<Program> {
  const started = performance.now();
  const child: ChildProcess = spawn(process.execPath, ['dist/server/main.js', 'start'], {
    cwd: root,
    env: { ...process.env, PORT: '0', YENBAI_DATA_DIR: dataDir, ...settings },
    // The log is written as in production, to nobody; the address is printed beside it.
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const address = /is ready: (http\S+)/.exec(output)?.[1];
      if (!address) return;
      resolve({
        address,
        pid: child.pid as number,
        secondsToReady: (performance.now() - started) / 1000,
        stop: async () => {
          child.kill('SIGTERM');
          await gone;
        },
      });
    };
    child.stderr?.on('data', read);
    gone.then(() => reject(new Error(`The program ended:\n${output}`)));
  });
}

/** Processor seconds that a process has used, all threads, user and system (Linux). */
export async function cpuSeconds(pid: number): Promise<number> {
  const { readFile } = await import('node:fs/promises');
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  const TICKS_PER_SECOND = 100;
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
