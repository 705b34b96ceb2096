/** The scanned decision: what is taken in, and how it is handed out. */
import type { FastifyRequest } from 'fastify';
import type { FileStore } from '../../platform/files/index.ts';
import type { Refusal } from '../../platform/outcome/index.ts';
import { lineOf } from './form-values.ts';

export interface DecisionFile {
  readonly hash: string;
  readonly name: string;
}

/** Most bytes of a scanned decision: some pages as pictures of a phone. */
const MOST_BYTES = 10 * 1024 * 1024;

/** What a file is by its first bytes, whatever it is called. */
const kinds: readonly { readonly type: string; readonly ends: readonly string[]; readonly begins: (bytes: Buffer) => boolean }[] = [
  { type: 'application/pdf', ends: ['pdf'], begins: (bytes) => bytes.subarray(0, 5).equals(Buffer.from('%PDF-')) },
  { type: 'image/jpeg', ends: ['jpg', 'jpeg'], begins: (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])) },
  { type: 'image/png', ends: ['png'], begins: (bytes) => bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')) },
  {
    type: 'image/webp',
    ends: ['webp'],
    begins: (bytes) => bytes.subarray(0, 4).toString('latin1') === 'RIFF' && bytes.subarray(8, 12).toString('latin1') === 'WEBP',
  },
];

const kindOf = (bytes: Buffer) => kinds.find((kind) => kind.begins(bytes));

/** The media type of a stored decision; bytes of another kind are never shown as one. */
export const decisionFileType = (bytes: Buffer): string => kindOf(bytes)?.type ?? 'application/octet-stream';

/** A name that fits what the file is: a picture that calls itself `.pdf` gets its true ending. */
function trueName(name: string, ends: readonly string[]): string {
  const tidied =
    name
      .normalize('NFC')
      .replace(/[\p{C}/\\:*?"<>|]+/gu, ' ')
      .trim() || 'quyet-dinh';
  const end = /\.([a-z0-9]{1,5})$/i.exec(tidied)?.[1]?.toLowerCase();
  if (end !== undefined && ends.includes(end)) return tidied.slice(-200);
  return `${tidied.slice(-190)}.${ends[0] ?? 'bin'}`;
}

/**
 * The scanned decision of a form: the file that came with it, or the one that came with an earlier try and is named in hidden fields.
 * Null without one; refuses what is too large, empty, or neither a PDF nor a picture by its content.
 */
export async function decisionFileOf(
  request: FastifyRequest,
  files: FileStore,
): Promise<{ readonly file: DecisionFile | null; readonly refusal: Refusal | null }> {
  const upload = request.uploads?.get('file');
  const hash = upload ? upload.stored.hash : lineOf(request.body, 'kept');
  if (!/^[0-9a-f]{64}$/.test(hash) || !(await files.has(hash))) return { file: null, refusal: null };
  if (upload && upload.stored.size > MOST_BYTES) return refusedFile('teams.decision-file-large');
  const kind = kindOf(await files.get(hash));
  if (!kind) return refusedFile('teams.decision-file-kind');
  return { file: { hash, name: trueName(upload ? upload.fileName : lineOf(request.body, 'kept_name'), kind.ends) }, refusal: null };
}

const refusedFile = (code: Refusal['code']) => ({ file: null, refusal: { code, field: 'file' } });

/** A header that has the browser keep the file under its name; letters that headers can't carry go in the form of RFC 6266. */
export function attachment(fileName: string): string {
  return `attachment; filename="${fileName.replace(/[^\w.-]+/g, '-')}"; filename*=UTF-8''${encodeURIComponent(fileName)}`;
}
