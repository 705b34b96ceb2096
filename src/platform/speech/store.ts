/** The recordings of spoken texts: which there are, which still say what the text says, and changing them. */
import { sql } from 'kysely';
import { touch } from '../cache/index.ts';
import type { Reader, Tx } from '../db/index.ts';
import { type ReadyUpload, releaseUploads } from '../files/uploads/index.ts';
import { accepted, type Outcome, refused } from '../outcome/index.ts';
import type { Sound } from '../ui/index.ts';
import { allSpoken, digestOf, isFromData, type SpokenText, spokenLanguages, spokenNamed } from './registry.ts';

/** What recordings are uploaded for. */
export const recordingPurpose = 'speech-recording';

/** Pages that offer recordings carry this tag in the page cache. */
export const speechTag = 'speech';

/** A text in a language: whether there is a recording of it, and whether that still says the same. */
export interface Slot {
  readonly text: SpokenText;
  readonly language: string;
  readonly state: 'none' | 'ready' | 'outdated';
  readonly fileHash: string | null;
  readonly bytes: number;
  /** Length, where the recording says it. */
  readonly seconds: number | null;
  readonly addedAt: Temporal.Instant | null;
  readonly addedBy: string | null;
}

interface Row {
  readonly key: string;
  readonly language: string;
  readonly digest: string;
  readonly hash: string;
  readonly bytes: string;
  readonly seconds: number | null;
  readonly at: Temporal.Instant;
  readonly by: string | null;
}

async function rowsOf(reader: Reader, keys: readonly string[]): Promise<readonly Row[]> {
  const found =
    await sql<Row>`select key, language, encode(text_digest, 'hex') as digest, file_hash as hash, bytes::text as bytes, seconds, added_at as at,
    added_by as by from platform.spoken_text where key = any (${[...keys]}::text[])`.execute(reader.rows<unknown>());
  return found.rows;
}

/** The slots of every known text in a language, in the order of their names. */
export async function slotsOf(reader: Reader, language: string): Promise<readonly Slot[]> {
  const all = await allSpoken(reader);
  const rows = await rowsOf(
    reader,
    all.map(({ key }) => key),
  );
  return all.map((text) => {
    const row = rows.find((one) => one.key === text.key && one.language === language);
    if (!row) return { text, language, state: 'none', fileHash: null, bytes: 0, seconds: null, addedAt: null, addedBy: null };
    const state = row.digest === digestOf(text).toString('hex') ? 'ready' : 'outdated';
    return { text, language, state, fileHash: row.hash, bytes: Number(row.bytes), seconds: row.seconds, addedAt: row.at, addedBy: row.by };
  });
}

/** Whether a file is a recording that may be played now: its text is known and says what was read. */
export async function playable(reader: Reader, hash: string): Promise<boolean> {
  const found = await sql<{ key: string; digest: string }>`select key, encode(text_digest, 'hex') as digest from platform.spoken_text
    where file_hash = ${hash}`.execute(reader.rows<unknown>());
  const texts = await spokenNamed(
    reader,
    found.rows.map(({ key }) => key),
  );
  return found.rows.some(({ key, digest }) => {
    const text = texts.get(key);
    return text !== undefined && digestOf(text).toString('hex') === digest;
  });
}

/**
 * The sound of a page: texts that can be recorded, by name, and after them `also` what stands on this page alone (an answer), which the device's voice
 * reads and nobody records. Throws for a name that nobody registered; names of data that is gone are left out. Cached pages that show it carry `speechTag`.
 */
export async function soundOf(reader: Reader, keys: readonly string[], also: readonly string[] = []): Promise<Sound> {
  const known = await spokenNamed(reader, keys);
  const texts = keys.flatMap((key) => {
    const text = known.get(key);
    // What stands in data can be gone by the day; nothing is said of it then.
    if (text === undefined && !isFromData(key)) throw new Error(`The spoken text ${key} isn't registered`);
    return text ?? [];
  });
  const rows = await rowsOf(reader, keys);
  const recordings: Record<string, readonly string[]> = {};
  for (const { code } of spokenLanguages()) {
    const hashes = texts.map(
      (text) =>
        rows.find((row) => row.key === text.key && row.language === code && row.digest === digestOf(text).toString('hex'))?.hash ?? null,
    );
    const whole = hashes.filter((hash) => hash !== null);
    if (whole.length > 0 && whole.length === hashes.length) recordings[code] = whole.map((hash) => `/listen/${hash}`);
  }
  return { texts: [...texts.map((text) => text.text('vi')), ...also], recorded: texts.length, recordings, languages: spokenLanguages() };
}

/**
 * Puts a recording into a slot, in place of the one before. `digest` (hex) is that of the text which was read. Refusals: `speech.unknown` (no such text or
 * language), `speech.text-changed` (the text is another one since the page was opened), `speech.not-sound`.
 */
export async function putRecording(
  tx: Tx,
  slot: { readonly key: string; readonly language: string; readonly digest: string; readonly by: string | null },
  upload: Pick<ReadyUpload, 'kind' | 'keptHash' | 'bytes' | 'media'>,
): Promise<Outcome<null>> {
  const { key, language, digest, by } = slot;
  const text = (await spokenNamed(tx, [key])).get(key);
  if (text === undefined || !spokenLanguages().some((one) => one.code === language))
    return refused({ code: 'speech.unknown', status: 404 });
  if (digestOf(text).toString('hex') !== digest) return refused({ code: 'speech.text-changed', status: 409 });
  if (upload.kind !== 'audio') return refused({ code: 'speech.not-sound', field: 'recording' });
  const before = await hashIn(tx, key, language);
  await sql`insert into platform.spoken_text (key, language, text_digest, file_hash, bytes, seconds, added_at, added_by)
    values (${key}, ${language}, decode(${digest}, 'hex'), ${upload.keptHash}, ${upload.bytes}, ${upload.media.seconds ?? null},
      ${tx.clock.now().toString()}::timestamptz, ${by}::uuid)
    on conflict (key, language) do update set text_digest = excluded.text_digest, file_hash = excluded.file_hash, bytes = excluded.bytes,
      seconds = excluded.seconds, added_at = excluded.added_at, added_by = excluded.added_by`.execute(tx.rows<unknown>());
  if (before !== null && before !== upload.keptHash) await release(tx, before);
  await touch(tx, [speechTag]);
  return accepted(null);
}

/** Empties a slot. `speech.unknown` where nothing is in it. */
export async function removeRecording(tx: Tx, key: string, language: string): Promise<Outcome<null>> {
  const before = await hashIn(tx, key, language);
  if (before === null) return refused({ code: 'speech.unknown', status: 404 });
  await sql`delete from platform.spoken_text where key = ${key} and language = ${language}`.execute(tx.rows<unknown>());
  await release(tx, before);
  await touch(tx, [speechTag]);
  return accepted(null);
}

async function hashIn(tx: Tx, key: string, language: string): Promise<string | null> {
  const found = await sql<{ hash: string }>`select file_hash as hash from platform.spoken_text where key = ${key} and language = ${language}
    for update`.execute(tx.rows<unknown>());
  return found.rows[0]?.hash ?? null;
}

/** The file goes with the next clearing, unless another slot has the same. */
async function release(tx: Tx, hash: string): Promise<void> {
  const still = await sql`select from platform.spoken_text where file_hash = ${hash} limit 1`.execute(tx.rows<unknown>());
  if (still.rows.length > 0) return;
  const found = await sql<{ id: string }>`select id from platform.upload where kept_hash = ${hash} and purpose = ${recordingPurpose}
    and state = 'taken'`.execute(tx.rows<unknown>());
  await releaseUploads(
    tx,
    found.rows.map(({ id }) => id),
  );
}

/** Whether a slot holds the file, for the clearing of uploads. */
export async function keepsFile(reader: Reader, hash: string): Promise<boolean> {
  const found = await sql`select from platform.spoken_text where file_hash = ${hash} limit 1`.execute(reader.rows<unknown>());
  return found.rows.length > 0;
}
