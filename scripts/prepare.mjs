// Makes a clone ready to run: installs what the lock file names and builds what is older than its sources. It runs before
// every command of package.json, on any Node from 20 on and before anything is installed, so it uses nothing but Node.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const windows = process.platform === 'win32';
const marks = join(root, 'node_modules', '.prepared');
process.chdir(root);

function run(what, command, args) {
  const started = Date.now();
  process.stderr.write(`${what} ...`);
  const done = spawnSync(command, args, { cwd: root, encoding: 'utf8', shell: windows, maxBuffer: 64 * 1024 * 1024 });
  if (done.error || done.status !== 0) {
    process.stderr.write(` failed\n${done.stdout ?? ''}${done.stderr ?? ''}${done.error ? `${done.error.message}\n` : ''}`);
    process.exit(1);
  }
  process.stderr.write(` ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}

function mark(name) {
  const file = join(marks, name);
  return {
    read: () => (existsSync(file) ? readFileSync(file, 'utf8') : null),
    write: (text) => {
      mkdirSync(marks, { recursive: true });
      writeFileSync(file, text);
    },
  };
}

// Two commands started at once must not install or build into each other's hands.
function withLock(work) {
  const lock = join(root, '.prepare.lock');
  for (let waited = 0; ; waited += 1) {
    try {
      mkdirSync(lock);
      writeFileSync(join(lock, 'pid'), String(process.pid));
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      let holder = 0;
      try {
        holder = Number(readFileSync(join(lock, 'pid'), 'utf8'));
        process.kill(holder, 0);
      } catch (gone) {
        // The holder was killed, or has not written its number yet: give it a second before taking over.
        if (gone.code === 'ESRCH' || waited > 2) {
          rmSync(lock, { recursive: true, force: true });
          continue;
        }
      }
      if (waited === 0) process.stderr.write(`Another command (process ${holder || '?'}) is preparing this folder; waiting ...\n`);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    }
  }
  try {
    work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function newest(paths) {
  let latest = 0;
  for (const path of paths) {
    const full = join(root, path);
    if (!existsSync(full)) continue;
    const stat = statSync(full);
    if (stat.isDirectory()) {
      latest = Math.max(
        latest,
        stat.mtimeMs,
        newest(
          readdirSync(full)
            .filter((name) => !name.includes('.gen.') && !name.includes('.test.'))
            .map((name) => join(path, name)),
        ),
      );
    } else latest = Math.max(latest, stat.mtimeMs);
  }
  return latest;
}

function install() {
  const wanted = readFileSync(join(root, 'package-lock.json'), 'utf8');
  const installed = mark('lock');
  if (installed.read() === wanted) return;
  run('Installing the locked dependencies', windows ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  installed.write(wanted);
}

function build() {
  const sources = String(newest(['src', 'scripts', 'vite.config.ts', 'package-lock.json', 'tsconfig.base.json']));
  const built = mark('build');
  const made = ['dist/server/main.js', 'src/platform/ui/messages.gen.ts'].every((file) => existsSync(join(root, file)));
  if (built.read() === sources && made) return;
  const node = join(root, 'node_modules', '.bin', windows ? 'node.cmd' : 'node');
  run('Building', node, ['scripts/build.ts']);
  built.write(sources);
}

withLock(() => {
  install();
  build();
});
