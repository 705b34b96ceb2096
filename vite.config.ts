/**
 * The browser build: `vite build` fills `dist/assets` with the style sheets, the site script, the page scripts
 * (`src/**\/*.client.ts`), fonts and the icon, all under hashed names beside smaller `.br` and `.gz` copies, and writes
 * `manifest.json` from plain names to hashed ones.
 */
import { globSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import tailwindcss from '@tailwindcss/vite';
import sharp from 'sharp';
import { defineConfig, type Plugin } from 'vite';

/** Browsers since 2020: the phones that people keep. What they lack (wide layouts) they do without. */
const oldest = ['chrome80', 'firefox78', 'safari14', 'ios14'];

const entries = Object.fromEntries([
  ['site.css', 'src/platform/ui/css/site.css'],
  ['fonts.css', 'src/platform/ui/css/fonts.css'],
  ['site.js', 'src/platform/ui/site.client.ts'],
  ...globSync('src/**/*.client.{ts,tsx}')
    .filter((file) => !file.endsWith('platform/ui/site.client.ts'))
    .map((file) => [file.replaceAll('\\', '/').replace(/^src\//, ''), file]),
]);

/**
 * Old phones drop every `@layer` with all that is in it. The build puts the layers in their order anyway, so the wrappers go,
 * and our components keep their selectors weaker than utilities.
 */
export function withoutLayers(css: string): string {
  let out = '';
  let at = 0;
  const closings: number[] = [];
  let depth = 0;
  for (const token of css.matchAll(/@layer[^{;]*[{;]|[{}]|"(?:\\.|[^"\\])*"|\/\*[\s\S]*?\*\//g)) {
    const text = token[0];
    if (text.startsWith('@layer')) {
      out += css.slice(at, token.index);
      at = token.index + text.length;
      if (text.endsWith('{')) closings.push(depth);
    } else if (text === '{') depth += 1;
    else if (text === '}') {
      if (closings.at(-1) === depth) {
        closings.pop();
        out += css.slice(at, token.index);
        at = token.index + 1;
      } else depth -= 1;
    }
  }
  return out + css.slice(at);
}

const place = '/* The build puts the sheets of the modules here. */';

/** A module's own sheet (`src/territory/map/map.css`) becomes part of `site.css`, whose source names no module. */
function moduleSheets(): Plugin {
  return {
    name: 'module-sheets',
    enforce: 'pre',
    transform(code, id) {
      if (!code.includes(place)) return null;
      const sheets = globSync('src/**/*.css').filter((file) => !file.replaceAll('\\', '/').startsWith('src/platform/ui/'));
      const imports = sheets.sort().map((file) => {
        const path = relative(dirname(id), file).replaceAll('\\', '/');
        this.addWatchFile(resolve(file));
        return `@import "${path}" layer(components);`;
      });
      return code.replace(place, imports.join('\n'));
    },
  };
}

function layers(): Plugin {
  return { name: 'layers', enforce: 'pre', transform: (code, id) => (id.split('?')[0]?.endsWith('.css') ? withoutLayers(code) : null) };
}

function assets(): Plugin {
  return {
    name: 'assets',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const manifest: Record<string, string> = {};
        const drawing = readFileSync('src/platform/ui/icon.svg');
        const add = (name: string, source: Buffer) => {
          manifest[name] = this.getFileName(this.emitFile({ type: 'asset', name, source }));
        };
        add('icon.svg', drawing);
        // Home screens of phones want pictures made of points.
        for (const size of [192, 512])
          add(
            `icon-${size}.png`,
            await sharp(drawing, { density: size * 3 })
              .resize(size)
              .png()
              .toBuffer(),
          );
        for (const [file, output] of Object.entries(bundle)) {
          if (output.type === 'chunk') {
            if (output.isEntry) manifest[output.name] = file;
          } else {
            const name = output.names[0];
            if (name !== undefined) manifest[name] = file;
          }
        }
        const sorted = Object.fromEntries(Object.entries(manifest).sort(([a], [b]) => (a < b ? -1 : 1)));
        this.emitFile({ type: 'asset', fileName: 'manifest.json', source: `${JSON.stringify(sorted, null, 2)}\n` });
        for (const [file, output] of Object.entries(bundle)) {
          if (!/\.(css|js|svg)$/.test(file)) continue;
          const bytes = Buffer.from(output.type === 'chunk' ? output.code : output.source);
          this.emitFile({ type: 'asset', fileName: `${file}.gz`, source: gzipSync(bytes, { level: 9 }) });
          const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
          this.emitFile({ type: 'asset', fileName: `${file}.br`, source: brotliCompressSync(bytes, quality) });
        }
      },
    },
  };
}

export default defineConfig({
  plugins: [moduleSheets(), tailwindcss(), layers(), assets()],
  publicDir: false,
  base: './',
  logLevel: 'warn',
  build: {
    outDir: 'dist/assets',
    assetsDir: '.',
    emptyOutDir: true,
    target: oldest,
    cssTarget: oldest,
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      checks: { pluginTimings: false },
      input: entries,
      output: {
        entryFileNames: ({ name }) => `${name.replace(/(\.client)?\.[jt]sx?$/, '').replaceAll('/', '-')}-[hash].js`,
        chunkFileNames: '[name]-[hash].js',
        assetFileNames: '[name]-[hash][extname]',
      },
    },
  },
});
