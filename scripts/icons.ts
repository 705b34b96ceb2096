/**
 * Takes the drawings of the icons that we use out of Lucide into `src/platform/ui/icons.gen.ts`.
 * A new icon is a line here: our word for it, and Lucide's name.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const wanted = {
  home: 'house',
  search: 'search',
  menu: 'menu',
  close: 'x',
  display: 'a-large-small',
  language: 'languages',
  sun: 'sun',
  print: 'printer',
  download: 'download',
  upload: 'upload',
  share: 'share-2',
  external: 'external-link',
  next: 'chevron-right',
  previous: 'chevron-left',
  forward: 'arrow-right',
  done: 'check',
  good: 'circle-check',
  info: 'info',
  danger: 'triangle-alert',
  clock: 'clock',
  question: 'circle-question-mark',
  undo: 'undo-2',
  calendar: 'calendar',
  history: 'history',
  place: 'map-pin',
  map: 'map',
  layers: 'layers',
  unit: 'landmark',
  people: 'users',
  merge: 'merge',
  split: 'split',
  document: 'file-text',
  table: 'table',
  listen: 'volume-2',
  phone: 'phone',
  camera: 'camera',
  helping: 'hand-helping',
  code: 'ticket',
  news: 'megaphone',
  guide: 'file-check',
} as const;

/** Writes `icons.gen.ts` when it differs; throws with the icon's name when Lucide doesn't have it. */
export function compileIcons(root: string): { icons: number; written: boolean } {
  const folder = join(dirname(createRequire(join(root, 'package.json')).resolve('lucide-static/package.json')), 'icons');
  const lines = Object.entries(wanted).map(([name, lucide]) => {
    const file = join(folder, `${lucide}.svg`);
    if (!existsSync(file)) throw new Error(`scripts/icons.ts: Lucide has no icon “${lucide}” (for “${name}”)`);
    const drawing = /<svg[^>]*>(.*)<\/svg>/s.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
    return `  ${name}: '${drawing.replace(/\s+/g, ' ').replace(/> </g, '><').replace(/ \/>/g, '/>').trim()}',`;
  });
  const source = `// Drawings from Lucide (ISC licence), chosen in scripts/icons.ts.\nexport const drawings = {\n${lines.join('\n')}\n} as const;\n`;
  const target = join(root, 'src/platform/ui/icons.gen.ts');
  const written = !existsSync(target) || readFileSync(target, 'utf8') !== source;
  if (written) writeFileSync(target, source);
  return { icons: lines.length, written };
}

if (import.meta.main) {
  const { icons, written } = compileIcons(process.cwd());
  process.stdout.write(`icons: ${icons}, ${written ? 'written' : 'unchanged'}\n`);
}
