/** What forms do with files that are whole: look at them, take them, put them away. */
import { type Selectable, sql } from 'kysely';
import type { Reader, Tx } from '../../db/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../outcome/index.ts';
import type { UploadRow } from '../../rows.gen.ts';
import { stagedFrom, type Upload, uploadOf } from './rows.ts';
import { findUploads } from './store.ts';
import type { Owners, ReadyUpload, Staged } from './types.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const listOf = (owners: Owners): readonly string[] => (typeof owners === 'string' ? [owners] : owners);

/** The owner's uploads among these ids, in their order, in any state; foreign ones and those that were cleared away are left out. */
export async function stagedOf(reader: Reader, owner: Owners, ids: readonly string[]): Promise<readonly Staged[]> {
  const found = new Map((await findUploads(reader, owner, ids, null)).map((upload) => [upload.id, stagedFrom(upload)]));
  return [...new Set(ids.map((id) => id.toLowerCase()))].flatMap((id) => found.get(id) ?? []);
}

/** An upload as whoever takes it gets it; null when it isn't whole. */
export function readyFrom(upload: Upload): ReadyUpload | null {
  const { keptHash, sentHash, kind } = upload;
  return keptHash === null || sentHash === null || kind === null ? null : { ...stagedFrom(upload), keptHash, sentHash, kind };
}

/**
 * Takes uploads into whatever the caller writes in the same transaction: they are marked and no longer expire. In the order of the ids, each once.
 * Refusals, with the file's name in `params` and all of them in `details`: files.gone (foreign, expired or unknown), files.unfinished, files.taken,
 * files.purpose, and the file's own refusal.
 */
export async function takeUploads(
  tx: Tx,
  owner: Owners,
  ids: readonly string[],
  purpose: string,
): Promise<Outcome<readonly ReadyUpload[]>> {
  const asked = [...new Set(ids.map((id) => id.toLowerCase()))];
  if (asked.length === 0) return accepted([]);
  const at = tx.clock.now();
  // In the order of the ids, so that two who take the same ones don't wait for each other.
  const locked = await sql<Selectable<UploadRow>>`select * from platform.upload
    where id = any (${asked.filter((id) => uuid.test(id))}::uuid[]) and owner = any (${listOf(owner)}::text[]) order by id for update`.execute(
    tx.rows<unknown>(),
  );
  const found = new Map(locked.rows.map((row) => [row.id, uploadOf(row)]));
  const judged = asked.map((id) => judge(found.get(id), purpose, at));
  const troubles = judged.flatMap((one) => (one.ok ? [] : [one.refusal]));
  const [first] = troubles;
  if (first) return refused(troubles.length > 1 ? { ...first, details: troubles } : first);
  await sql`update platform.upload set state = 'taken' where id = any (${asked}::uuid[])`.execute(tx.rows<unknown>());
  return accepted(judged.flatMap((one) => (one.ok ? [{ ...one.value, state: 'taken' as const }] : [])));
}

function judge(upload: Upload | undefined, purpose: string, at: Temporal.Instant): Outcome<ReadyUpload> {
  if (!upload) return refused({ code: 'files.gone', params: { name: '' } });
  const { name, state } = upload;
  const no = (code: Refusal['code'], params: Refusal['params'] = {}) => refused({ code, params: { ...params, name } });
  if (state === 'taken') return no('files.taken');
  if (Temporal.Instant.compare(upload.expiresAt, at) <= 0) return no('files.gone');
  if (upload.refusal) return no(upload.refusal.code, upload.refusal.params);
  const ready = readyFrom(upload);
  if (!ready) return no('files.unfinished');
  return upload.purpose === purpose ? accepted(ready) : no('files.purpose');
}

/** Puts an upload away that the sender doesn't want any more; its files go with the next clearing. False when the owner has none of this id, or a form has taken it. */
export async function dropUpload(tx: Tx, owner: Owners, id: string): Promise<boolean> {
  if (!uuid.test(id)) return false;
  const at = tx.clock.now().toString();
  const dropped =
    await sql`update platform.upload set expires_at = created_at where id = ${id}::uuid and owner = any (${listOf(owner)}::text[])
    and state <> 'taken' and expires_at > ${at}::timestamptz`.execute(tx.rows<unknown>());
  return dropped.numAffectedRows === 1n;
}

/**
 * Gives back what was taken, for example when a report is erased: the files go with the next clearing, unless the same content is kept elsewhere.
 * Returns how many.
 */
export async function releaseUploads(tx: Tx, ids: readonly string[]): Promise<number> {
  const given = await sql`update platform.upload set state = 'ready', expires_at = created_at
    where id = any (${ids.filter((id) => uuid.test(id))}::uuid[]) and state = 'taken'`.execute(tx.rows<unknown>());
  return Number(given.numAffectedRows ?? 0n);
}
