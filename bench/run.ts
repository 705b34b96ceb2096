/** `npm run bench [name ...]`: runs the measurements one after another, each in a process of its own, and prints their figures. */
import { spawn } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

const all = ['start', 'phone', 'reexpress', 'pages', 'access', 'coverage', 'import-teams', 'reports'] as const;
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !all.some((known) => known === name));
if (unknown.length > 0) {
  process.stderr.write(`Unknown: ${unknown.join(', ')}. Known: ${all.join(', ')}\n`);
  process.exit(2);
}

process.stdout.write(
  `Node ${process.version}, ${cpus().length} cores (${cpus()[0]?.model ?? '?'}), ${Math.round(totalmem() / 2 ** 30)} GiB\n`,
);
let failed = false;
for (const name of all) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stdout.write(`\n== ${name}\n`);
  const code = await new Promise<number | null>((resolve) => {
    spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`)], { cwd: join(import.meta.dirname, '..'), stdio: 'inherit' }).on(
      'exit',
      resolve,
    );
  });
  if (code !== 0) failed = true;
}
process.exitCode = failed ? 1 : 0;
