/** Stored files on their way to a screen. */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { type Selectable, sql } from 'kysely';
import type { Context } from '../../module/index.ts';
import type { UploadRow } from '../../rows.gen.ts';
import { partOf, rangeOf } from '../range.ts';
import { FileMissing } from '../types.ts';
import { type Format, sniff } from './content/sniff.ts';
import { uploadOf } from './rows.ts';
import type { UploadKind } from './types.ts';

interface FileOffer {
  readonly kind: UploadKind;
  /** As the visitor's device shall call it; its ending is made to fit the content. */
  readonly name: string;
  /** Saved instead of shown. Documents always are. */
  readonly download?: boolean;
  /** The `Cache-Control` of the answer; `private, no-store` when none is given. */
  readonly cache?: string;
}

/** What we keep, and how such files are called. Anything else goes out as bytes to be saved. */
const endings: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/3gpp': '3gp',
  'video/webm': 'webm',
  'audio/mp4': 'm4a',
  'audio/3gpp': '3gp',
  'audio/webm': 'webm',
  'audio/ogg': 'ogg',
  'application/pdf': 'pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
};

/** What content that came another way is, by its first bytes; what isn't known here goes out as bytes to be saved. */
const seen: Readonly<Partial<Record<Format, Readonly<Partial<Record<UploadKind, string>>>>>> = {
  jpeg: { image: 'image/jpeg' },
  boxes: { video: 'video/mp4', audio: 'audio/mp4' },
  webm: { video: 'video/webm', audio: 'audio/webm' },
  ogg: { audio: 'audio/ogg' },
  pdf: { document: 'application/pdf' },
};

interface Kept {
  readonly type: string;
  readonly size: number;
  readonly content: Readable;
}

/** The file with its type and size: as the staging area wrote them down, else as they are seen. Null when it is gone. */
async function keptFile({ db, files }: Pick<Context, 'files' | 'db'>, hash: string, kind: UploadKind): Promise<Kept | null> {
  const found = await sql<Selectable<UploadRow>>`select * from platform.upload where kept_hash = ${hash} limit 1`.execute(
    db.rows<unknown>(),
  );
  const [row] = found.rows;
  try {
    if (row && row.kept_bytes !== null)
      return { type: uploadOf(row).media.type ?? '', size: Number(row.kept_bytes), content: await files.stream(hash) };
    const bytes = await files.get(hash);
    const format = sniff(bytes);
    return { type: (format && seen[format]?.[kind]) ?? '', size: bytes.length, content: Readable.from([bytes]) };
  } catch (error) {
    if (error instanceof FileMissing) return null;
    throw error;
  }
}

/**
 * Sends a stored file, or 404 where it is gone. The caller has decided that this visitor may see it. The type is the one that was seen in the content; the
 * browser is told to guess nothing and to run nothing; recordings can be asked for in parts (Range, RFC 9110, 14).
 */
export async function sendFile(
  reply: FastifyReply,
  context: Pick<Context, 'files' | 'db'>,
  hash: string,
  { kind, name, download = false, cache = 'private, no-store' }: FileOffer,
): Promise<FastifyReply> {
  // The content never changes under its name; what mustn't be kept on the way has no mark to ask by.
  const mark = `"${hash.slice(0, 32)}"`;
  if (!cache.includes('no-store')) {
    reply.header('etag', mark);
    if (reply.request.headers['if-none-match'] === mark) return reply.code(304).header('cache-control', cache).send();
  }
  const kept = await keptFile(context, hash, kind);
  if (!kept) return reply.refuse({ code: 'http.not-found' });
  const { size, content } = kept;
  const type = kept.type in endings ? kept.type : 'application/octet-stream';
  const inParts = kind === 'video' || kind === 'audio';
  const asked = inParts ? rangeOf(reply.request.headers.range, size) : null;
  if (asked === 'outside') {
    content.destroy();
    return reply.code(416).header('content-range', `bytes */${size}`).send();
  }
  reply
    .type(type)
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; frame-ancestors 'none'; sandbox")
    .header('content-disposition', disposition(name, type, download || kind === 'document' || type === 'application/octet-stream'))
    .header('cache-control', cache);
  if (inParts) reply.header('accept-ranges', 'bytes');
  const { from, to } = asked ?? { from: 0, to: size };
  if (asked) reply.code(206).header('content-range', `bytes ${from}-${to - 1}/${size}`);
  reply.header('content-length', String(to - from));
  return reply.send(asked ? Readable.from(partOf(content, from, to)) : content);
}

/** The name for the device (RFC 6266): plain letters for old browsers, the whole name for the others. */
function disposition(name: string, type: string, save: boolean): string {
  const bare =
    name
      .replace(/\.[A-Za-z0-9]{1,5}$/, '')
      .replaceAll(/[\p{Cc}\p{Cf}/\\:*?"<>|]/gu, '_')
      .slice(0, 100) || 'file';
  const whole = `${bare}.${endings[type] ?? 'bin'}`;
  const plain = whole
    .normalize('NFD')
    .replaceAll(/[đĐ]/g, (letter) => (letter === 'đ' ? 'd' : 'D'))
    .replaceAll(/[^\x20-\x7e]/g, '')
    .replaceAll(/["\\%]/g, '_');
  const coded = encodeURIComponent(whole).replaceAll(/['()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${save ? 'attachment' : 'inline'}; filename="${plain}"; filename*=UTF-8''${coded}`;
}
