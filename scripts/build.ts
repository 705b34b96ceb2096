/** Builds dist/: texts, then the browser's part and the server's part side by side. Run by scripts/prepare.mjs. */
import { rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { compileIcons } from './icons.ts';
import { compileAllTexts } from './messages.ts';

const root = new URL('..', import.meta.url);

compileIcons(fileURLToPath(root));
const { problems } = compileAllTexts(fileURLToPath(root));
if (problems.length > 0) {
  throw new Error(`texts:\n${problems.map(({ file, key, message }) => `  ${file} ${key}: ${message}`).join('\n')}`);
}
// A build that fails leaves the last good one in place.
await Promise.all([
  build({ configFile: 'vite.config.ts', logLevel: 'warn', build: { outDir: 'dist.new/assets', emptyOutDir: true } }),
  build({
    configFile: false,
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      ssr: true,
      outDir: 'dist.new/server',
      emptyOutDir: true,
      target: 'node26',
      minify: false,
      sourcemap: true,
      // Flat, so that from every chunk the project's folder is two levels up, as it is from src/app.
      rolldownOptions: { input: { main: 'src/app/main.ts' }, output: { chunkFileNames: '[name]-[hash].js' } },
    },
  }),
]);
await rm(new URL('dist', root), { recursive: true, force: true });
await rename(new URL('dist.new', root), new URL('dist', root));
