/**
 * Checks the texts of the whole tree: everything that `scripts/messages.ts` finds, keys that no source uses, and words in
 * Vietnamese texts that people don't use (`src/platform/i18n/jargon.vi.json`). Keys that are used and missing are found by the types.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { compileAllTexts } from './messages.ts';
import type { TextProblem } from './texts/compile.ts';
import { findJargon, type Jargon, unusedKeys } from './texts/review.ts';

/** All problems of the texts under `root`. */
export function checkTexts(root: string): readonly TextProblem[] {
  const { folders, problems } = compileAllTexts(root);
  const users = new Map<string, string[]>();
  for (const file of globSync('src/**/*.{ts,tsx}', { cwd: root })) {
    if (/\.gen\.ts$|\.test\.tsx?$/.test(file)) continue;
    const source = readFileSync(join(root, file), 'utf8');
    for (const [, from] of source.matchAll(/from '([^']*messages\.gen\.ts)'/g)) {
      const folder = relative(root, dirname(resolve(root, dirname(file), from ?? '')));
      users.set(folder, [...(users.get(folder) ?? []), source]);
    }
  }
  const unused = folders.flatMap(({ folder, keys }) => unusedKeys(join(folder, 'messages.vi.json'), keys, users.get(folder) ?? []));
  const texts = folders.flatMap(({ folder }) => {
    const file = join(folder, 'messages.vi.json');
    const json = JSON.parse(readFileSync(join(root, file), 'utf8')) as Record<string, string>;
    return Object.entries(json).map(([key, text]) => ({ file, key, text }));
  });
  const list = join(root, 'src/platform/i18n/jargon.vi.json');
  const jargon = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Jargon) : { words: [], exceptions: [] };
  return [...problems, ...unused, ...findJargon(texts, jargon)];
}

if (import.meta.main) {
  const problems = checkTexts(process.cwd());
  for (const { file, key, message } of problems) process.stderr.write(`${file}${key ? ` · ${key}` : ''}: ${message}\n`);
  if (problems.length > 0) process.exitCode = 1;
  else process.stdout.write('texts: every one compiled, used and in plain words\n');
}
