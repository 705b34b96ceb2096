import { execFile, type SpawnOptions } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chown, lchown, lstat, mkdir, readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Binaries, copyBinaries } from './binaries.ts';

const run = promisify(execFile);

/**
 * As whom the server runs. PostgreSQL refuses to run as root, so root puts it into a user namespace where it is not root; where
 * namespaces are forbidden it runs as another user that keeps the one privilege to reach our directories; where that is forbidden
 * too, as another user with nothing but open doors on its way.
 */
export interface ServerUser {
  /** Owner of the server's files, seen from here. */
  readonly uid: number;
  readonly gid: number;
  /** What comes before the program. */
  readonly prefix: readonly string[];
  readonly spawn: Pick<SpawnOptions, 'uid' | 'gid'>;
}

const self = (): ServerUser => ({ uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, prefix: [], spawn: {} });

/** Someone else inside, ourselves outside: files keep their owner. */
const inNamespace = (uid: number): ServerUser => ({
  ...self(),
  prefix: ['unshare', '--user', `--map-user=${uid}`, `--map-group=${uid}`, '--'],
});

/** The ways that may work on this system, best first. The program that makes the cluster insists on a user with a name. */
export function possibleUsers(): readonly ServerUser[] {
  const [first = nobody, other = first] = namedUsers();
  if (process.getuid?.() !== 0) return hasName() ? [self()] : [inNamespace(first), self()];
  const words = [
    `--reuid=${other}`,
    `--regid=${other}`,
    '--clear-groups',
    '--inh-caps=+dac_override',
    '--ambient-caps=+dac_override',
    '--',
  ];
  return [
    inNamespace(first),
    { uid: other, gid: other, prefix: ['setpriv', ...words], spawn: {} },
    { uid: other, gid: other, prefix: [], spawn: { uid: other, gid: other } },
  ];
}

/** The user without rights, on every system that we know. */
const nobody = 65_534;

/** Two users other than root that have a name here: any, and the one with the fewest rights. */
function namedUsers(): number[] {
  try {
    const uids = readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => Number(line.split(':')[2]));
    const named = uids.filter((uid) => uid > 0);
    return [named[0] ?? nobody, named.includes(nobody) ? nobody : (named.at(-1) ?? nobody)];
  } catch {
    return [];
  }
}

function hasName(): boolean {
  try {
    os.userInfo();
    return true;
  } catch {
    return false;
  }
}

/**
 * The first way that works here, tried with the real program and the real directory (which then belongs to that user).
 * Throws an error that says what to do where none does.
 */
export async function chooseUser(
  binaries: Binaries,
  dataDir: string,
  ways = possibleUsers(),
): Promise<{ user: ServerUser; binaries: Binaries }> {
  const failures: string[] = [];
  for (const user of ways) {
    await own(dataDir, user, 'directory');
    const failure = await probe(user, binaries, dataDir);
    if (failure === null) return { user, binaries };
    failures.push(failure);
    // The program may lie where only this user may go; a copy beside the data is in reach if the data is.
    const copy = await copyBinaries(binaries, dataDir);
    if ((await probe(user, copy, dataDir)) === null) return { user, binaries: copy };
  }
  throw new Error(
    `The embedded PostgreSQL can't be run from here (${failures.join('; ')}). ` +
      'Set YENBAI_DATA_DIR to a directory that every user of this machine can reach, run as an ordinary user, or name a server in DATABASE_URL',
  );
}

/** Null when the user can run the program and write to the directory, else what stood in the way. */
async function probe(user: ServerUser, binaries: Binaries, dataDir: string): Promise<string | null> {
  // The server looks for its own file by the real user's rights, also where it runs with more: only a start shows whether it finds it.
  const script = `"$1" --version > /dev/null && test -w "$2" && test -x "$2" && ! "$1" -C port -D "$2" 2>&1 | grep -q "own executable" \\
    || { echo "no access to $2 or $1" >&2; exit 1; }`;
  const words = [...user.prefix, 'sh', '-c', script, 'sh', path.join(binaries.root, 'bin', 'postgres'), dataDir];
  try {
    await run(words[0] ?? 'sh', words.slice(1), {
      ...user.spawn,
      cwd: '/',
      env: { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C' },
    });
    return null;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    return said || (error instanceof Error ? error.message : String(error));
  }
}

/** Gives a directory, with all that is in it where asked, to the server's user. Does nothing where it belongs to it already. */
export async function own(dir: string, user: ServerUser, scope: 'directory' | 'tree'): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const { uid } = await lstat(dir);
  if (uid === user.uid) return;
  if (process.getuid?.() !== 0) {
    throw new Error(`${dir} belongs to another user (uid ${uid}): start as that user, or choose another YENBAI_DATA_DIR`);
  }
  if (scope === 'tree') {
    for (const entry of await readdir(dir, { withFileTypes: true, recursive: true })) {
      await lchown(path.join(entry.parentPath, entry.name), user.uid, user.gid);
    }
  }
  // The directory itself comes last: a crash in the middle is repaired by the next start.
  await chown(dir, user.uid, user.gid);
}
