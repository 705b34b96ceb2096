/** What a file is, by its first bytes: its name and what the sender calls it say nothing. */
import type { UploadKind } from '../types.ts';

export type Format = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif' | 'heic' | 'boxes' | 'webm' | 'ogg' | 'pdf' | 'zip';

/** How many bytes are enough to tell. */
export const SNIFF_BYTES = 64;

/** Image brands of ISO base media files (MPEG-4 registration authority). */
const heicBrands = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);

/** The format that begins like this; null for everything that nobody takes, such as text, markup and programs. */
export function sniff(head: Uint8Array): Format | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, SNIFF_BYTES));
  const text = bytes.toString('latin1');
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (/^GIF8[79]a/.test(text)) return 'gif';
  if (/^RIFF[\s\S]{4}WEBP/.test(text)) return 'webp';
  if (text.startsWith('\x1a\x45\xdf\xa3')) return 'webm';
  if (text.startsWith('OggS\0')) return 'ogg';
  if (text.startsWith('%PDF-')) return 'pdf';
  if (text.startsWith('PK\x03\x04')) return 'zip';
  if (text.slice(4, 8) !== 'ftyp') return null;
  const brand = text.slice(8, 12);
  if (brand === 'avif' || brand === 'avis') return 'avif';
  return heicBrands.has(brand) ? 'heic' : 'boxes';
}

/** What the format can be. A file of boxes is video or audio by its tracks, seen when it is whole. */
export function kindsOf(format: Format): readonly UploadKind[] {
  if (format === 'pdf' || format === 'zip') return ['document'];
  if (format === 'boxes' || format === 'webm') return ['video', 'audio'];
  return format === 'ogg' ? ['audio'] : ['image'];
}
