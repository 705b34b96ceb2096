/** What a whole file is, whether its purpose takes it, and the file that is kept of it. */
import { open, readFile, writeFile } from 'node:fs/promises';
import { accepted, type Outcome, refused } from '../../../outcome/index.ts';
import type { Media, UploadKind, UploadPurpose } from '../types.ts';
import { cleanBoxes } from './boxes.ts';
import { editBytes, Unreadable } from './bytes.ts';
import { checkOffice, checkPdf } from './documents.ts';
import { cleanImage } from './image.ts';
import { cleanOgg } from './ogg.ts';
import { type Format, kindsOf, SNIFF_BYTES, sniff } from './sniff.ts';
import { cleanWebm } from './webm.ts';

export interface Checked {
  readonly kind: UploadKind;
  readonly media: Media;
}

/** Whether content that begins like this, of this many bytes, can be taken; before the rest of it has cost anybody anything. */
export function checkBeginning(head: Uint8Array, bytes: number, { kinds }: UploadPurpose): Outcome<Format> {
  const format = sniff(head);
  const possible = format === null ? [] : kindsOf(format).flatMap((kind) => kinds[kind] ?? []);
  if (format === null || possible.length === 0) return refused({ code: 'files.kind', params: { kinds: Object.keys(kinds).join(' ') } });
  if (format === 'heic') return refused({ code: 'files.heic' });
  const most = Math.max(...possible.map(({ maxBytes }) => maxBytes));
  return bytes > most ? refused({ code: 'files.too-large', params: { megabytes: megabytes(most) } }) : accepted(format);
}

export const megabytes = (bytes: number) => Math.round(bytes / 1_000_000);

/**
 * Checks the file and leaves in its place what is kept: without place, time and names that a device wrote into it. Refusals: files.kind, files.heic,
 * files.too-large, files.bomb, files.damaged, files.unreadable, files.too-long, files.macros.
 */
export async function checkFile(path: string, purpose: UploadPurpose): Promise<Outcome<Checked>> {
  const { head, size } = await beginning(path);
  const begun = checkBeginning(head, size, purpose);
  if (!begun.ok) return begun;
  const checked = await clean(path, begun.value);
  if (!checked.ok) return checked;
  const { kind, media } = checked.value;
  const limit = purpose.kinds[kind];
  if (!limit) return refused({ code: 'files.kind', params: { kinds: Object.keys(purpose.kinds).join(' ') } });
  if (size > limit.maxBytes) return refused({ code: 'files.too-large', params: { megabytes: megabytes(limit.maxBytes) } });
  if (limit.maxSeconds !== undefined && (media.seconds ?? 0) > limit.maxSeconds)
    return refused({ code: 'files.too-long', params: { seconds: limit.maxSeconds } });
  return checked;
}

async function clean(path: string, format: Format): Promise<Outcome<Checked>> {
  try {
    switch (format) {
      case 'boxes':
        return accepted(await editBytes(path, cleanBoxes));
      case 'webm':
        return accepted(await editBytes(path, cleanWebm));
      case 'ogg': {
        const bytes = await readFile(path);
        const media = cleanOgg(bytes);
        await writeFile(path, bytes);
        return accepted({ kind: 'audio', media });
      }
      case 'pdf':
      case 'zip': {
        const media = await (format === 'pdf' ? checkPdf(path) : checkOffice(path));
        return media.ok ? accepted({ kind: 'document', media: media.value }) : media;
      }
      default: {
        const image = await cleanImage(path);
        if (!image.ok) return image;
        await writeFile(path, image.value.bytes);
        return accepted({ kind: 'image', media: image.value.media });
      }
    }
  } catch (error) {
    if (error instanceof Unreadable) return refused({ code: 'files.unreadable' });
    throw error;
  }
}

async function beginning(path: string): Promise<{ head: Buffer; size: number }> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SNIFF_BYTES), 0, SNIFF_BYTES, 0);
    return { head: buffer.subarray(0, bytesRead), size };
  } finally {
    await handle.close();
  }
}
