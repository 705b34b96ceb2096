/** Parts of a file, as `Range` asks for them (RFC 9110, 14.2). */

/** The one range of bytes that was asked for, `[from,to)`; null for the whole, also for what isn't understood or asks for several. */
export function rangeOf(header: string | undefined, size: number): { readonly from: number; readonly to: number } | 'outside' | null {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return null;
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  return from < to ? { from, to } : 'outside';
}

/** The bytes `[from,to)` of a content. */
export async function* partOf(content: AsyncIterable<Buffer>, from: number, to: number): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const bytes of content) {
    const start = Math.max(0, from - at);
    if (start < bytes.length) yield bytes.subarray(start, to - at);
    at += bytes.length;
    if (at >= to) return;
  }
}
