/** `npm run dev`: builds again at each change of a source and restarts the program. */
import { type ChildProcess, spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const QUIET_MS = 200;

let program: ChildProcess | null = null;
let timer: NodeJS.Timeout | undefined;
let building = false;
let again = false;

function finished(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve));
}

async function rebuild(): Promise<void> {
  if (building) {
    again = true;
    return;
  }
  building = true;
  const code = await finished(spawn(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: 'inherit' }));
  if (code === 0) {
    if (program && program.exitCode === null) {
      program.kill('SIGTERM');
      await finished(program);
    }
    program = spawn(process.execPath, ['--enable-source-maps', 'dist/server/main.js', 'start'], { cwd: root, stdio: 'inherit' });
  }
  building = false;
  if (again) {
    again = false;
    await rebuild();
  }
}

for (const folder of ['src', 'db', 'data']) {
  watch(join(root, folder), { recursive: true }, (_event, file) => {
    if (file?.includes('.gen.')) return;
    clearTimeout(timer);
    timer = setTimeout(() => void rebuild(), QUIET_MS);
  });
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (!program || program.exitCode !== null) process.exit(0);
    program.once('exit', () => process.exit(0));
    program.kill('SIGTERM');
  });
}
await rebuild();
