/** Keys: 256 random bits behind a prefix that says what they open. Kept is their digest alone. */
import { createHash, randomBytes } from 'node:crypto';
import type { KeyKind } from './contract.ts';

const prefixes: Readonly<Record<KeyKind, string>> = { sandbox: 'ybs_test_', live: 'ybs_live_' };
const form = /^ybs_(?:test|live)_[A-Za-z0-9_-]{43}$/;
/** The prefix and the first five of 43 letters: enough to know it by, of no help to guess the rest. */
const hintLength = 14;

/** A new key: its text, which is shown once, the digest that is kept, and its beginning. */
export function drawKey(kind: KeyKind): { readonly text: string; readonly digest: Buffer; readonly hint: string } {
  const text = prefixes[kind] + randomBytes(32).toString('base64url');
  return { text, digest: digestOf(text), hint: text.slice(0, hintLength) };
}

export const isKey = (text: string): boolean => form.test(text);

/** SHA-256: 256 random bits need no slow hash. */
export const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
