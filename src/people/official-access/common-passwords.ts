/** Passwords that many people have had: the first that anybody tries, so they are not taken. The list is data/people/common-passwords.txt.gz. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

const FILE = join('data', 'people', 'common-passwords.txt.gz');
const LINE_END = 10;

/** The shipped file: above this one, in the sources and in what is built of them. Throws where the installation has none. */
function shippedFile(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, FILE);
    if (existsSync(file)) return file;
  }
  throw new Error(`${FILE} is missing from this installation`);
}

let loaded: Promise<Buffer> | null = null;

/**
 * The lines in the order of their bytes, read when the first password is chosen and kept: 4.7 MB as one piece of memory, where a Set of
 * texts takes ten times as much.
 */
export function commonPasswords(): Promise<Buffer> {
  loaded ??= readFile(shippedFile()).then(promisify(gunzip));
  return loaded;
}

/** Whether a line of the sorted list is exactly this text: a search by halves over the bytes. */
export function isListed(list: Buffer, text: string): boolean {
  const wanted = Buffer.from(text);
  let from = 0;
  let to = list.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const start = middle === 0 ? 0 : list.lastIndexOf(LINE_END, middle - 1) + 1;
    const end = list.indexOf(LINE_END, start);
    const order = Buffer.compare(list.subarray(start, end), wanted);
    if (order === 0) return true;
    if (order < 0) from = end + 1;
    else to = start;
  }
  return false;
}

/**
 * What is looked for in the list: the password in small letters, the same without tones and spaces, and both without the digits and signs
 * behind them, because `password2026!` is guessed right after `password`.
 */
function guessesLike(password: string): readonly string[] {
  const small = password.normalize('NFKC').toLowerCase();
  const bare = small
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/đ/g, 'd')
    .replace(/\s+/g, '');
  const forms = [small, bare].flatMap((form) => [form, form.replace(/[^\p{L}]+$/u, '')]);
  return [...new Set(forms)].filter(Boolean);
}

/** Whether many people have had this password, or it is one of theirs with a little behind it. */
export async function isCommon(password: string): Promise<boolean> {
  const list = await commonPasswords();
  return guessesLike(password).some((guess) => isListed(list, guess));
}
