/** The rows of the staging area. What is decided here is decided by one statement or under one lock, so that it holds for any number of programs. */
import { type Selectable, sql } from 'kysely';
import type { Reader, Tx } from '../../db/index.ts';
import { accepted, type Outcome, type Refusal, refused } from '../../outcome/index.ts';
import type { UploadRow } from '../../rows.gen.ts';
import { type Checked, megabytes } from './content/check.ts';
import { type Upload, uploadOf } from './rows.ts';
import type { Owners, UploadPurpose } from './types.ts';

/** How long an upload waits after its last byte: what was begun on Friday evening is sent on Monday. */
export const KEPT_HOURS = 72;

export interface Piece {
  readonly at: number;
  readonly bytes: number;
  /** The file in the store, with random bytes ahead. */
  readonly hash: string;
}

/** What somebody wants to send. */
export interface Announced {
  readonly owner: string;
  readonly purpose: UploadPurpose;
  readonly name: string;
  readonly bytes: number;
  /** SHA-256 of the whole, hex. */
  readonly hash?: string;
}

const now = (tx: Pick<Tx, 'clock'>) => tx.clock.now().toString();
const lasting = (tx: Tx) => tx.clock.now().add({ hours: KEPT_HOURS }).toString();
const listOf = (owners: Owners): readonly string[] => (typeof owners === 'string' ? [owners] : owners);

/**
 * Opens an upload. Refusals: files.empty, files.too-large (larger than anything that the purpose takes), files.too-many (the owner has as much
 * waiting as the purpose allows).
 */
export async function createUpload(tx: Tx, { owner, purpose, name, bytes, hash }: Announced): Promise<Outcome<Upload>> {
  if (bytes === 0) return refused({ code: 'files.empty' });
  const most = Math.max(...Object.values(purpose.kinds).map(({ maxBytes }) => maxBytes));
  if (bytes > most) return refused({ code: 'files.too-large', params: { megabytes: megabytes(most) } });
  // Two at once would both find room for one.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`upload ${owner}`}, 0))`.execute(tx.rows<unknown>());
  const open = await sql<{ count: number; bytes: string }>`select count(*)::int as count, coalesce(sum(declared_bytes), 0)::text as bytes
    from platform.upload where owner = ${owner} and purpose = ${purpose.name} and state in ('receiving', 'checking', 'ready')
      and expires_at > ${now(tx)}::timestamptz`.execute(tx.rows<unknown>());
  const [there = { count: 0, bytes: '0' }] = open.rows;
  if (there.count >= purpose.mostOpen || Number(there.bytes) + bytes > purpose.mostBytes)
    return refused({
      code: 'files.too-many',
      params: { most: purpose.mostOpen, megabytes: megabytes(purpose.mostBytes) },
      status: 429,
    });
  const made = await sql<Selectable<UploadRow>>`insert into platform.upload
    (id, owner, purpose, declared_name, declared_bytes, media, created_at, expires_at)
    values (${tx.ids.next()}::uuid, ${owner}, ${purpose.name}, ${name.replaceAll(/\p{Cc}/gu, '')}, ${bytes},
      ${hash === undefined ? null : JSON.stringify({ declaredHash: hash })}::jsonb, ${now(tx)}::timestamptz, ${lasting(tx)}::timestamptz)
    returning *`.execute(tx.rows<unknown>());
  return accepted(onlyOne(made.rows));
}

/** The upload, if it is one of these owners' and hasn't expired; what a form has taken is found too. */
export async function findUpload(tx: Tx, owners: Owners, id: string): Promise<Upload | null> {
  return (await findUploads(tx, owners, [id], now(tx)))[0] ?? null;
}

/** Those of these uploads that are the owners' and good at this instant, in no order. Without an instant: that weren't put away. */
export async function findUploads(reader: Reader, owners: Owners, ids: readonly string[], at: string | null): Promise<readonly Upload[]> {
  const good = ids.filter((id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id));
  if (good.length === 0) return [];
  const found = await sql<Selectable<UploadRow>>`select * from platform.upload
    where id = any (${good}::uuid[]) and owner = any (${listOf(owners)}::text[]) and (state = 'taken' or expires_at > coalesce(${at}::timestamptz, created_at))`.execute(
    reader.rows<unknown>(),
  );
  return found.rows.map(uploadOf);
}

/** The upload, whoever asks. */
export async function readUpload(reader: Reader, id: string): Promise<Upload | null> {
  const found = await sql<Selectable<UploadRow>>`select * from platform.upload where id = ${id}::uuid`.execute(reader.rows<unknown>());
  return found.rows[0] ? uploadOf(found.rows[0]) : null;
}

/**
 * Writes down a piece that is about to be put into the store, so that a crash leaves no file that nobody knows. Whoever was to write the same place
 * before has lost it: `replaced` is that file. Null when the place is already filled, or the upload takes nothing more.
 */
export async function planPiece(tx: Tx, id: string, piece: Piece): Promise<{ readonly replaced: string | null } | null> {
  const open = await sql`select 1 from platform.upload where id = ${id}::uuid and state = 'receiving' and received_bytes <= ${piece.at}
    and expires_at > ${now(tx)}::timestamptz for update`.execute(tx.rows<unknown>());
  if (open.rows.length === 0) return null;
  const before = await sql<{ file_hash: string }>`select file_hash from platform.upload_piece
    where upload_id = ${id}::uuid and at_byte = ${piece.at}`.execute(tx.rows<unknown>());
  await sql`insert into platform.upload_piece (upload_id, at_byte, bytes, file_hash)
    values (${id}::uuid, ${piece.at}, ${piece.bytes}, ${piece.hash})
    on conflict (upload_id, at_byte) do update set bytes = excluded.bytes, file_hash = excluded.file_hash`.execute(tx.rows<unknown>());
  return { replaced: before.rows[0]?.file_hash ?? null };
}

/**
 * Counts pieces that are in the store now, one behind the other. Returns how many bytes are here, or null when somebody else has filled the place.
 * With the last byte the upload is to be checked.
 */
export async function countPieces(tx: Tx, id: string, pieces: readonly Piece[]): Promise<number | null> {
  const [first] = pieces;
  if (!first) return null;
  const end = pieces.reduce((at, { bytes }) => at + bytes, first.at);
  // In one statement with the update, the pieces would be those of before the wait for somebody who is just planning this place.
  await sql`select from platform.upload where id = ${id}::uuid for update`.execute(tx.rows<unknown>());
  const counted = await sql`update platform.upload set received_bytes = ${end}, expires_at = ${lasting(tx)}::timestamptz,
      state = case when declared_bytes = ${end} then 'checking' else state end
    where id = ${id}::uuid and state = 'receiving' and received_bytes = ${first.at} and expires_at > ${now(tx)}::timestamptz
      and (select count(*) from platform.upload_piece
        where upload_id = ${id}::uuid and file_hash = any (${pieces.map(({ hash }) => hash)}::text[])) = ${pieces.length}`.execute(
    tx.rows<unknown>(),
  );
  return counted.numAffectedRows === 1n ? end : null;
}

/** The pieces that make up what is here, in their order. Pieces that were planned and never counted are not among them. */
export async function countedPieces(reader: Reader, id: string): Promise<readonly Piece[]> {
  const all = await allPieces(reader, id);
  const byPlace = new Map(all.map((piece) => [piece.at, piece]));
  const chain: Piece[] = [];
  for (let piece = byPlace.get(0); piece; piece = byPlace.get(piece.at + piece.bytes)) chain.push(piece);
  return chain;
}

export async function allPieces(reader: Reader, id: string): Promise<readonly Piece[]> {
  const found = await sql<{ at_byte: bigint; bytes: bigint; file_hash: string }>`select at_byte, bytes, file_hash from platform.upload_piece
    where upload_id = ${id}::uuid order by at_byte`.execute(reader.rows<unknown>());
  return found.rows.map((row) => ({ at: Number(row.at_byte), bytes: Number(row.bytes), hash: row.file_hash }));
}

export async function forgetPieces(tx: Tx, id: string, hashes: readonly string[]): Promise<void> {
  await sql`delete from platform.upload_piece where upload_id = ${id}::uuid and file_hash = any (${hashes}::text[])`.execute(
    tx.rows<unknown>(),
  );
}

/** The file was checked and its kept form is in the store. */
export async function setReady(
  tx: Tx,
  id: string,
  kept: Checked & { readonly sentHash: string; readonly keptHash: string; readonly keptBytes: number },
): Promise<void> {
  await sql`update platform.upload set state = 'ready', sent_hash = ${kept.sentHash}, kept_hash = ${kept.keptHash}, kept_bytes = ${kept.keptBytes},
      kind = ${kept.kind}, media = ${JSON.stringify(kept.media)}::jsonb
    where id = ${id}::uuid and state = 'checking'`.execute(tx.rows<unknown>());
}

/** The file is not taken, and why. */
export async function setRefused(tx: Tx, id: string, { code, params = {} }: Refusal, sentHash: string | null): Promise<void> {
  await sql`update platform.upload set state = 'refused', refusal = ${JSON.stringify({ code, params })}::jsonb, sent_hash = ${sentHash}, media = null
    where id = ${id}::uuid and state in ('receiving', 'checking')`.execute(tx.rows<unknown>());
}

/** Holds off, until the transaction ends, whoever else would store or remove the kept file of this hash. */
export async function lockKept(tx: Tx, hash: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`kept file ${hash}`}, 0))`.execute(tx.rows<unknown>());
}

function onlyOne(rows: readonly Selectable<UploadRow>[]): Upload {
  const [row] = rows;
  if (!row) throw new Error('The upload was not returned');
  return uploadOf(row);
}
