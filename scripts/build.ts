/** Builds dist/: texts, then the browser's part and the server's part side by side. Run by scripts/prepare.mjs. */
import { createHash } from 'node:crypto';
import { readFile, rename, rm } from 'node:fs/promises';
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
await buildServiceWorker();
await rm(new URL('dist', root), { recursive: true, force: true });
await rename(new URL('dist.new', root), new URL('dist', root));

/** Without these a page that was kept looks broken. */
async function buildServiceWorker(): Promise<void> {
  const text = await readFile(new URL('dist.new/assets/manifest.json', root), 'utf8');
  const names: Record<string, string> = JSON.parse(text);
  const shell = ['site.css', 'site.js', 'icon.svg', 'app/site/offline/offline.client.ts'].map((name) => `/assets/${names[name]}`);
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: { SHELL: JSON.stringify(shell), VERSION: JSON.stringify(createHash('sha256').update(text).digest('hex').slice(0, 12)) },
    build: {
      outDir: 'dist.new/assets',
      emptyOutDir: false,
      target: ['chrome80', 'firefox78', 'safari14'],
      rolldownOptions: {
        input: { sw: 'src/platform/browser/service-worker.ts' },
        // A plain script: browsers of 2020 know no modules in service workers.
        output: { format: 'iife', entryFileNames: '[name].js' },
      },
    },
  });
}
