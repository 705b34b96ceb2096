/**
 * Writes data/people/common-passwords.txt.gz out of a list of passwords that many people had, one a line, the most frequent first.
 * Run by hand when the list is renewed, never at install or start: node scripts/data/common-passwords.ts <list>
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** Below the shortest password that is taken (10): a common one with a year or a sign behind it is refused too. */
const SHORTEST = 8;
const target = new URL('../../data/people/common-passwords.txt.gz', import.meta.url);

const [source] = process.argv.slice(2);
if (source === undefined) throw new Error('Give the list: node scripts/data/common-passwords.ts <list>');

const kept = new Set<string>();
for (const line of readFileSync(source, 'utf8').split(/\r?\n/)) {
  const password = line.normalize('NFKC').toLowerCase();
  if ([...password].length >= SHORTEST) kept.add(password);
}
// In the order of bytes: the program searches the file as it is.
const lines = [...kept].map((password) => Buffer.from(password)).sort(Buffer.compare);
const bytes = gzipSync(Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])), { level: 9 });
// The header names the system that packed it; "unknown" makes the file the same everywhere (RFC 1952).
bytes[9] = 255;
writeFileSync(target, bytes);
process.stdout.write(`${lines.length} passwords, ${bytes.length} bytes\n`);
