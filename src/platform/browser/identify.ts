/** Names that this device gives: ids of what is written here, and hashes of files. */

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** A UUIDv7 (RFC 9562): it is an identity only; its time part never orders anything. */
export function newId(now = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let at = 0, rest = now; at < 6; at += 1, rest = Math.floor(rest / 256)) bytes[5 - at] = rest % 256;
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const text = hex(bytes);
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join('-');
}

/** SHA-256 of bytes; null where the browser has none (pages without https). */
export async function sha256(bytes: ArrayBuffer): Promise<Uint8Array | null> {
  const subtle: SubtleCrypto | undefined = crypto.subtle;
  return subtle === undefined ? null : new Uint8Array(await subtle.digest('SHA-256', bytes));
}

/** The name under which a file is kept: its SHA-256 in hex, or a random one with `x-` before it. */
export async function nameOf(file: Blob): Promise<string> {
  const digest = await sha256(await file.arrayBuffer());
  return digest === null ? `x-${hex(crypto.getRandomValues(new Uint8Array(16)))}` : hex(digest);
}

/** A short mark of a text (FNV-1a, twice 32 bits): equal texts have equal marks. No secret, and nothing to be relied on against somebody. */
export function markOf(text: string): string {
  let [a, b] = [0x811c9dc5, 0x01000193];
  for (let at = 0; at < text.length; at += 1) {
    a = Math.imul(a ^ text.charCodeAt(at), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(text.length - 1 - at), 0x01000193);
  }
  return `${(a >>> 0).toString(16)}-${(b >>> 0).toString(16)}`;
}

/** Bytes in base64, as headers carry them. */
export const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
