/** Builds dist/: texts, then the browser's part and the server's part side by side. Run by scripts/prepare.mjs. */
import { createHash } from 'node:crypto';
import { globSync } from 'node:fs';
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
const oxc = { jsx: { runtime: 'automatic', importSource: 'preact' } } as const;
// A build that fails leaves the last good one in place.
const [browser] = await Promise.all([
  build({ configFile: 'vite.config.ts', logLevel: 'warn', oxc, build: { outDir: 'dist.new/assets', emptyOutDir: true } }),
  build({
    configFile: false,
    logLevel: 'warn',
    oxc,
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
await buildServiceWorker(importsOf(browser));
await rm(new URL('dist', root), { recursive: true, force: true });
await rename(new URL('dist.new', root), new URL('dist', root));

/** What a module wants to work without network: `shell.json` in one of its folders. */
interface ModuleShell {
  /** Addresses of pages and of data that are the same for everybody. */
  readonly pages: readonly string[];
  readonly data: readonly string[];
  /** Page scripts by their name in the build. */
  readonly scripts: readonly string[];
  /** Pages that open without network in place of others: address asked for → address of the page. */
  readonly instead: Readonly<Record<string, string>>;
}

/** The files that each built file loads. */
function importsOf(built: Awaited<ReturnType<typeof build>>): ReadonlyMap<string, readonly string[]> {
  const outputs = 'output' in built ? [built] : Array.isArray(built) ? built : [];
  const chunks = outputs.flatMap(({ output }) => output).filter((one) => one.type === 'chunk');
  return new Map(chunks.map(({ fileName, imports }) => [fileName, imports]));
}

function withImports(names: readonly string[], imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const all = new Set(names);
  for (const name of all) for (const one of imports.get(name) ?? []) all.add(one);
  return [...all];
}

async function buildServiceWorker(imports: ReadonlyMap<string, readonly string[]>): Promise<void> {
  const text = await readFile(new URL('dist.new/assets/manifest.json', root), 'utf8');
  const names: Record<string, string> = JSON.parse(text);
  const files = (wanted: readonly string[]) =>
    withImports(
      wanted.map((name) => names[name] ?? missing(name)),
      imports,
    ).map((name) => `/assets/${name}`);
  // Without these a page that was kept looks broken.
  const shell = files(['site.css', 'site.js', 'icon.svg', 'app/site/offline/offline.client.ts', 'reports/offline/line.client.ts']);
  const wanted: ModuleShell[] = await Promise.all(
    globSync('src/**/shell.json').map(async (file) => JSON.parse(await readFile(new URL(file, root), 'utf8'))),
  );
  const modules: ModuleShell = {
    pages: wanted.flatMap(({ pages }) => pages),
    data: wanted.flatMap(({ data }) => data),
    scripts: files(wanted.flatMap(({ scripts }) => scripts)),
    instead: Object.assign({}, ...wanted.map(({ instead }) => instead)),
  };
  const version = createHash('sha256').update(text).update(JSON.stringify(modules)).digest('hex').slice(0, 12);
  await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: { SHELL: JSON.stringify(shell), MODULES: JSON.stringify(modules), VERSION: JSON.stringify(version) },
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

function missing(name: string): never {
  throw new Error(`shell.json names ${name}, which the build doesn't make`);
}
