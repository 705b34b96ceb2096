/** `npm run import:teams -- FILE.xlsx [--as-of=31/05/2022] [--complete] [--apply] [--lang=vi]`: writes the marked workbook beside the file. */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { importTeamsFile } from '../../teams/index.ts';
import { openContext, openGround } from '../open.ts';
import { Stop } from '../stop.ts';

const usage = `Usage:
  npm run import:teams -- FILE.xlsx [--as-of=31/05/2022] [--complete] [--apply] [--lang=vi]
--as-of is the day for which the list speaks (today without). --complete: whoever serves in these teams and is not on the list ends.
Without --apply the list is only checked. The marked workbook is written beside the file. The exit code is 1 when rows are refused.`;

function option(args: readonly string[], name: string): string | undefined {
  return args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
}

const known = /^--(?:as-of=.+|complete|apply|lang=(?:vi|en))$/;

/** Checks the file and applies it where asked. */
export async function importTeamsCommand(args: readonly string[]): Promise<void> {
  const names = args.filter((arg) => !arg.startsWith('--'));
  const [name = ''] = names;
  if (names.length !== 1 || args.some((arg) => arg.startsWith('--') && !known.test(arg))) throw new Stop(usage);
  // npm runs scripts in the project's folder; people name files from where they are.
  const path = resolve(process.env.INIT_CWD ?? process.cwd(), name);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new Stop(`The file ${name} cannot be read (${error instanceof Error ? error.message : String(error)}).`);
  });
  const marked = join(dirname(path), `${basename(path).replace(/\.xlsx$/i, '')}.checked.xlsx`);
  const ground = await openGround('import-teams');
  try {
    const context = await openContext(ground, 'import-teams');
    process.exitCode = await importTeamsFile(
      context,
      {
        fileName: basename(path).normalize('NFC'),
        bytes,
        asOf: option(args, 'as-of'),
        complete: args.includes('--complete'),
        apply: args.includes('--apply'),
      },
      {
        lang: option(args, 'lang') === 'en' ? 'en' : 'vi',
        print: (line) => void process.stdout.write(`${line}\n`),
        save: async (checked) => {
          await writeFile(marked, checked);
          process.stdout.write(`${marked}\n`);
        },
      },
    );
  } finally {
    await ground.close();
  }
}
