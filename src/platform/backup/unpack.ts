import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { extract } from 'tar-stream';
import { ArchiveRefused } from './format.ts';

/** What an archive holds, by the only names it may use; anything else (a path, a link, a device) refuses the archive. */
export type Part =
  | { readonly kind: 'header' | 'manifest'; readonly size: number }
  | { readonly kind: 'table'; readonly table: string; readonly part: number; readonly size: number }
  | { readonly kind: 'file'; readonly hash: string; readonly size: number };

interface Entry extends AsyncIterable<Buffer> {
  readonly header: { readonly name: string; readonly type: string; readonly size: number };
}

const largestText = 64 * 1024 * 1024;

/** Reads the archive from its beginning to its end; each part's content must be read before the next is asked for. */
export async function* unpack(path: string): AsyncGenerator<{ part: Part; content: AsyncIterable<Buffer> }> {
  const tar = extract();
  const reading = pipeline(createReadStream(path), await decompressor(path), new PassThrough(), tar);
  // A failure also ends the iteration below; this only keeps it from being reported twice.
  reading.catch(() => {});
  try {
    for await (const entry of tar as unknown as AsyncIterable<Entry>) yield { part: partOf(entry), content: whole(entry) };
    await reading;
  } catch (error) {
    throw refusal(error);
  }
}

/** A damage met while a part is read is the archive's, not the reader's. */
async function* whole(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* content;
  } catch (error) {
    throw refusal(error);
  }
}

/** The whole content as text. */
export async function textOf(content: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of content) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes > largestText) throw new ArchiveRefused('a description in the archive is too long');
  }
  return Buffer.concat(chunks).toString('utf8');
}

function partOf({ header }: Entry): Part {
  const { name, type, size } = header;
  if (type === 'file' || type === 'contiguous-file') {
    if (name === 'header.json') return { kind: 'header', size };
    if (name === 'manifest.json') return { kind: 'manifest', size };
    const [, table, part] = /^tables\/([a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*)\/(\d{6})$/.exec(name) ?? [];
    if (table && part) return { kind: 'table', table, part: Number(part), size };
    const [, hash] = /^files\/([0-9a-f]{64})$/.exec(name) ?? [];
    if (hash) return { kind: 'file', hash, size };
  }
  throw new ArchiveRefused(`the archive holds "${name}", which no archive of ours has: it is not used`);
}

async function decompressor(path: string): Promise<Transform> {
  const handle = await open(path, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (buffer.readUInt32LE(0) === 0xfd2fb528) return createZstdDecompress();
    if (buffer[0] === 0x1f && buffer[1] === 0x8b) return createGunzip();
  } finally {
    await handle.close();
  }
  throw new ArchiveRefused('this is not an archive: it is compressed neither by Zstandard nor by gzip');
}

/** Errors of decompression and of the tar mean that the archive is damaged; others are passed on as they are. */
function refusal(error: unknown): unknown {
  if (error instanceof ArchiveRefused || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const damaged =
    /^(Z_|ZSTD_|ERR_ZSTD|ERR_STREAM_PREMATURE)/.test(code) || /tar|header|Unexpected end|end of (file|data)/i.test(error.message);
  return damaged ? new ArchiveRefused(`the archive is damaged or was cut short (${error.message})`, { cause: error }) : error;
}
