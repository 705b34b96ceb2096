/** When the last byte is here: the pieces become one file, it is judged by its content, cleaned and kept. Harmless to repeat, so a crash anywhere only means doing it again. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '../../module/index.ts';
import type { Refusal } from '../../outcome/index.ts';
import { FileDamaged, FileMissing } from '../types.ts';
import { checkFile } from './content/check.ts';
import { purposeOf } from './purposes.ts';
import type { Upload } from './rows.ts';
import { openSalted } from './salted.ts';
import { allPieces, countedPieces, forgetPieces, lockKept, readUpload, setReady, setRefused } from './store.ts';

type Tools = Pick<Context, 'db' | 'files'>;

/** Folders of files that are being judged; what a crash leaves is removed with the expired uploads. */
export const workPrefix = 'yenbai-upload-';

const running = new Map<string, Promise<Upload | null>>();

/** Judges an upload that is whole and returns it as it stands then; one that needs no judging is returned as it is. Null when it is gone. */
export function finishUpload(tools: Tools, id: string): Promise<Upload | null> {
  const there = running.get(id);
  if (there) return there;
  const work = finish(tools, id).finally(() => running.delete(id));
  running.set(id, work);
  return work;
}

async function finish(tools: Tools, id: string): Promise<Upload | null> {
  const upload = await readUpload(tools.db, id);
  if (upload?.state !== 'checking') return upload;
  const dir = await mkdtemp(join(tmpdir(), workPrefix));
  try {
    await judge(tools, upload, join(dir, 'file'));
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  await dropPieces(tools, id);
  return readUpload(tools.db, id);
}

async function judge(tools: Tools, upload: Upload, path: string): Promise<void> {
  const { db, files } = tools;
  const refuse = (refusal: Refusal, sentHash: string | null) => db.transaction((tx) => setRefused(tx, upload.id, refusal, sentHash));
  const purpose = purposeOf(upload.purpose);
  if (!purpose) return refuse({ code: 'files.purpose' }, null);
  const sentHash = await joinPieces(tools, upload.id, path);
  if (sentHash === null) return refuse({ code: 'files.lost' }, null);
  if (upload.declaredHash !== null && upload.declaredHash !== sentHash) return refuse({ code: 'files.lost' }, sentHash);
  const checked = await checkFile(path, purpose);
  if (!checked.ok) return refuse(checked.refusal, sentHash);
  const { size } = await stat(path);
  const keep = () => files.put(createReadStream(path), { maxBytes: size });
  const kept = await keep();
  await db.transaction(async (tx) => {
    // Between storing it and saying so, the same file of somebody else may have expired.
    await lockKept(tx, kept.hash);
    if (!(await files.has(kept.hash))) await keep();
    await setReady(tx, upload.id, { ...checked.value, sentHash, keptHash: kept.hash, keptBytes: kept.size });
  });
}

/** Writes the pieces one behind the other and returns their hash; null when one of them is lost. */
async function joinPieces({ db, files }: Tools, id: string, path: string): Promise<string | null> {
  const hash = createHash('sha256');
  const file = await open(path, 'wx', 0o600);
  try {
    for (const piece of await countedPieces(db, id)) {
      for await (const part of await openSalted(files, piece.hash)) {
        hash.update(part);
        await file.writeFile(part);
      }
    }
    return hash.digest('hex');
  } catch (error) {
    if (error instanceof FileMissing || error instanceof FileDamaged) return null;
    throw error;
  } finally {
    await file.close();
  }
}

/** Removes the pieces of an upload that needs them no more: the files first, so that none is left that nobody knows. */
export async function dropPieces({ db, files }: Tools, id: string): Promise<void> {
  const hashes = (await allPieces(db, id)).map((piece) => piece.hash);
  if (hashes.length === 0) return;
  for (const hash of hashes) await files.remove(hash);
  await db.transaction((tx) => forgetPieces(tx, id, hashes));
}
