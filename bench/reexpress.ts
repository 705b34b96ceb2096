/** Measures re-expression; the modules carry pages in TSX, which Node does not read by itself, so Vite does. */
import { join } from 'node:path';
import { runnerImport } from 'vite';

await runnerImport(join(import.meta.dirname, 'support', 'measure-reexpress.ts'), {
  configFile: false,
  root: join(import.meta.dirname, '..'),
  logLevel: 'error',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
});
