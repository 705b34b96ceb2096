import { hash } from 'node:crypto';
import { chown, lstat, mkdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { ServerUser } from './user.ts';

export const port = 5432;

/** The system's limit for the address of a socket is 108 bytes on Linux, 104 on macOS. */
const longest = 103;

const socketFile = (dir: string): string => path.join(dir, `.s.PGSQL.${port}`);

/**
 * The directory of a cluster's socket: short, always the same for the same cluster, closed to everybody else, in the system's
 * temporary folder. Throws where somebody else has put something there.
 */
export async function openSocketDir(cluster: string, user: ServerUser): Promise<string> {
  const name = `yenbai-${user.uid}-${hash('sha256', cluster, 'hex').slice(0, 10)}`;
  const inTemporary = path.join(os.tmpdir(), name);
  const dir = Buffer.byteLength(socketFile(inTemporary)) <= longest ? inTemporary : path.join('/tmp', name);
  try {
    await mkdir(dir, { mode: 0o700 });
    // Only what was made here is handed over; what lay there before may be a trap.
    if (process.getuid?.() === 0) await chown(dir, user.uid, user.gid);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const found = await lstat(dir);
  if (!found.isDirectory() || found.uid !== user.uid || (found.mode & 0o077) !== 0) {
    throw new Error(`${dir} is not a private directory of ours: remove it, or set TMPDIR to another directory`);
  }
  return dir;
}

/** Takes away what a killed server left. Only while it is certain that no server runs. */
export async function clearSocket(dir: string): Promise<void> {
  await rm(socketFile(dir), { force: true });
  await rm(`${socketFile(dir)}.lock`, { force: true });
}
