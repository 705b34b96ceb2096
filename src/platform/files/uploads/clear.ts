/** What nobody took in time goes away, whole. */
import { readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../db/index.ts';
import type { JobDefinition } from '../../jobs/index.ts';
import type { Context } from '../../module/index.ts';
import { dutyState } from '../../session/index.ts';
import { dropPieces, finishUpload, workPrefix } from './finish.ts';
import { KEPT_HOURS, lockKept } from './store.ts';

const PORTION = 100;
/** Whoever is judging it has had time to: the program that did it has stopped. */
const STUCK_MINUTES = 2;
const LEFTOVER_MS = 3_600_000;

type Tools = Pick<Context, 'db' | 'files'>;

/** Says whether something else keeps the file of this hash in the store. Runs under the duty `identity`. */
type FileKeeper = (reader: Reader, hash: string) => Promise<boolean>;
const keepers = new Map<string, FileKeeper>();

/** The store has each content once: a module that keeps files of its own there says so, or they go when somebody sends the same file and drops it. */
export function registerFileKeeper(name: string, keeps: FileKeeper): void {
  keepers.set(name, keeps);
}

async function keptElsewhere(tx: Tx, id: string, hash: string): Promise<boolean> {
  const same = await sql`select 1 from platform.upload where kept_hash = ${hash} and id <> ${id}::uuid limit 1`.execute(tx.rows<unknown>());
  if (same.rows.length > 0) return true;
  for (const keeps of keepers.values()) if (await keeps(tx, hash)) return true;
  return false;
}

/** Removes an upload that has expired or was put away, with its files. One that a form has taken stays. */
export async function removeUpload(tools: Tools, id: string): Promise<void> {
  await dropPieces(tools, id);
  await tools.db.transaction(
    async (tx) => {
      const found = await sql<{ kept_hash: string | null }>`select kept_hash from platform.upload
        where id = ${id}::uuid and state <> 'taken' and expires_at <= ${tx.clock.now().toString()}::timestamptz for update`.execute(
        tx.rows<unknown>(),
      );
      const [row] = found.rows;
      if (!row) return;
      if (row.kept_hash !== null) {
        await lockKept(tx, row.kept_hash);
        if (!(await keptElsewhere(tx, id, row.kept_hash))) await tools.files.remove(row.kept_hash);
      }
      await sql`delete from platform.upload where id = ${id}::uuid`.execute(tx.rows<unknown>());
    },
    { state: dutyState('identity') },
  );
}

/** Removes what has expired, goes on with what a stopped program left half judged, and removes pieces and working files that were left. */
export async function clearUploads(tools: Tools, signal: AbortSignal): Promise<void> {
  const { db } = tools;
  const ids = (fn: (at: string) => ReturnType<typeof sql<{ id: string }>>) =>
    db.transaction(async (tx) => (await fn(tx.clock.now().toString()).execute(tx.rows<unknown>())).rows.map(({ id }) => id));

  for (;;) {
    const over = await ids(
      (at) => sql<{ id: string }>`select id from platform.upload
      where state <> 'taken' and expires_at <= ${at}::timestamptz order by expires_at limit ${PORTION}`,
    );
    for (const id of over) {
      signal.throwIfAborted();
      await removeUpload(tools, id);
    }
    if (over.length < PORTION) break;
  }
  // Its last byte prolonged it, so what is stuck lasts less than a fresh one by so much.
  const stuck = await ids(
    (at) => sql<{ id: string }>`select id from platform.upload
    where state = 'checking' and expires_at <= ${at}::timestamptz + ${`${KEPT_HOURS * 60 - STUCK_MINUTES} minutes`}::interval limit ${PORTION}`,
  );
  for (const id of stuck) {
    signal.throwIfAborted();
    await finishUpload(tools, id);
  }
  const left = await ids(
    () => sql<{ id: string }>`select distinct upload_id as id from platform.upload_piece as piece
    join platform.upload on upload.id = piece.upload_id where upload.state in ('ready', 'refused', 'taken') limit ${PORTION}`,
  );
  for (const id of left) await dropPieces(tools, id);
  await removeWorkFolders();
}

async function removeWorkFolders(): Promise<void> {
  for (const name of await readdir(tmpdir()).catch(() => [])) {
    if (!name.startsWith(workPrefix)) continue;
    const path = join(tmpdir(), name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (mtimeMs + LEFTOVER_MS < performance.timeOrigin + performance.now()) await rm(path, { recursive: true, force: true });
  }
}

export function uploadJobs(context: Context): readonly JobDefinition[] {
  return [{ name: 'files.clear-uploads', cron: '*/5 * * * *', handle: (_payload, { signal }) => clearUploads(context, signal) }];
}
