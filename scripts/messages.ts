/**
 * Compiles `messages.vi.json` and `messages.en.json` of every folder under `src` to `messages.gen.ts` beside them.
 * `node scripts/messages.ts` writes what changed; it ends with 1 and one line per problem (file, key, reason) when a text is wrong.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { compileTexts, type TextProblem } from './texts/compile.ts';

/** A folder with texts: its path from the root, and the keys that its texts have. */
export interface TextFolder {
  readonly folder: string;
  readonly keys: readonly string[];
}

/** Compiles all texts of the tree under `root`; writes only files whose content changed, and none for a folder with problems. */
export function compileAllTexts(root: string): { folders: readonly TextFolder[]; written: number; problems: readonly TextProblem[] } {
  const folders: TextFolder[] = [];
  const problems: TextProblem[] = [];
  let written = 0;
  const found = new Set(globSync('src/**/messages.{vi,en}.json', { cwd: root }).map((file) => dirname(file)));
  for (const folder of [...found].sort()) {
    const path = (lang: string) => join(folder, `messages.${lang}.json`);
    const absent = ['vi', 'en'].filter((lang) => !existsSync(join(root, path(lang))));
    if (absent.length > 0) {
      problems.push(
        ...absent.map((lang) => ({ file: path(lang), key: '', message: 'the file is missing; every text is in both languages' })),
      );
      continue;
    }
    const read = (lang: string) => ({ file: path(lang), json: readFileSync(join(root, path(lang)), 'utf8') });
    const way = relative(folder, join('src', 'platform')).split(sep).join('/');
    const compiled = compileTexts({ vi: read('vi'), en: read('en'), platform: way.startsWith('.') ? way : `./${way}` });
    problems.push(...compiled.problems);
    folders.push({ folder, keys: compiled.keys });
    if (compiled.problems.length > 0) continue;
    const target = join(root, folder, 'messages.gen.ts');
    if (!existsSync(target) || readFileSync(target, 'utf8') !== compiled.source) {
      writeFileSync(target, compiled.source);
      written += 1;
    }
  }
  return { folders, written, problems };
}

if (import.meta.main) {
  const { folders, written, problems } = compileAllTexts(process.cwd());
  for (const { file, key, message } of problems) process.stderr.write(`${file}${key ? ` · ${key}` : ''}: ${message}\n`);
  if (problems.length > 0) process.exitCode = 1;
  else
    process.stdout.write(
      `texts: ${folders.reduce((sum, { keys }) => sum + keys.length, 0)} in ${folders.length} folders, ${written} written\n`,
    );
}
