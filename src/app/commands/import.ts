/** `npm run import -- <kind> <file> [--from=day] [--apply]`, `npm run import -- undo <id>`, `npm run import -- list`. */
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { importFile, listImports, type Terminal, undoImport } from '../../territory/index.ts';
import { openContext, openGround } from '../open.ts';
import { Stop } from '../stop.ts';

const usage = `Usage:
  npm run import -- <units|events|population|boundaries> <file> [--from=01/07/2025] [--apply] [--lang=vi]
  npm run import -- undo <id of the batch>
  npm run import -- list
Without --apply only the preview is shown. --from is the first day of boundaries.`;

function option(args: readonly string[], name: string): string | undefined {
  return args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    // npm runs scripts in the project's folder; people name files from where they are.
    return await readFile(resolve(process.env.INIT_CWD ?? process.cwd(), path));
  } catch (error) {
    throw new Stop(`The file ${path} cannot be read (${error instanceof Error ? error.message : String(error)}).`);
  }
}

/** Runs one of the three; the exit code is 1 when something was refused. */
export async function importCommand(args: readonly string[]): Promise<void> {
  const [what = '', name = ''] = args.filter((arg) => !arg.startsWith('--'));
  if (what === '' || (what !== 'list' && name === '')) throw new Stop(usage);
  const terminal: Terminal = { lang: option(args, 'lang') === 'vi' ? 'vi' : 'en', print: (line) => void process.stdout.write(`${line}\n`) };
  const bytes = what === 'list' || what === 'undo' ? null : await bytesOf(name);
  const ground = await openGround('import');
  try {
    const context = await openContext(ground, 'import');
    if (bytes) {
      const request = {
        kind: what,
        fileName: basename(name).normalize('NFC'),
        bytes,
        from: option(args, 'from'),
        apply: args.includes('--apply'),
      };
      process.exitCode = await importFile(context, request, terminal);
    } else process.exitCode = what === 'list' ? await listImports(context, terminal) : await undoImport(context, name, terminal);
  } finally {
    await ground.close();
  }
}
