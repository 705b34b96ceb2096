/** `npm run check`: types, lint, texts and dead code, side by side. Architecture is a test (test/architecture.test.ts), run here too. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const bin = join(import.meta.dirname, '..', 'node_modules', '.bin');

const checks: readonly [label: string, command: string, ...args: string[]][] = [
  ['types of the server', join(bin, 'tsc'), '-p', 'tsconfig.json'],
  ['types of the browser', join(bin, 'tsc'), '-p', 'tsconfig.browser.json'],
  ['lint and format', join(bin, 'biome'), 'check', '--error-on-warnings', '.'],
  ['texts', process.execPath, 'scripts/check-texts.ts'],
  ['dead code', join(bin, 'knip'), '--no-progress'],
  ['architecture', join(bin, 'vitest'), 'run', '--config', 'vitest.architecture.config.ts'],
];

function run([label, command, ...args]: (typeof checks)[number]): Promise<boolean> {
  const started = performance.now();
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(command, args, { cwd: join(import.meta.dirname, '..'), shell: process.platform === 'win32' });
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${label} (${seconds} s)\n${code === 0 ? '' : output}`);
      resolve(code === 0);
    });
  });
}

const results: boolean[] = [];
// Two at a time: the machines this runs on have two cores.
const queue = [...checks];
await Promise.all(
  [0, 1].map(async () => {
    for (let next = queue.shift(); next; next = queue.shift()) results.push(await run(next));
  }),
);
process.exitCode = results.every(Boolean) ? 0 : 1;
