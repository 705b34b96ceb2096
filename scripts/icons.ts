/**
 * Takes the drawings of the icons that we use out of Lucide into `src/platform/ui/icons.gen.ts`.
 * A new icon is a line here: our word for it, and Lucide's name; or a drawing of our own.
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
  microphone: 'mic',
  phone: 'phone',
  camera: 'camera',
  helping: 'hand-helping',
  code: 'ticket',
  news: 'megaphone',
  guide: 'file-check',
  road: 'road',
  bridge: 'bridge',
  barrier: 'construction',
  cone: 'traffic-cone',
  plug: 'plug',
  'power-pole': 'utility-pole',
  tap: 'faucet',
  leaf: 'leaf',
  rubbish: 'trash-2',
  factory: 'factory',
  loudspeaker: 'speaker',
  forest: 'trees',
  plot: 'land-plot',
  wall: 'brick-wall',
  stall: 'store',
  shovel: 'shovel',
  shield: 'shield',
  siren: 'siren',
  fist: 'hand-fist',
  dice: 'dices',
  lorry: 'truck',
  thunder: 'cloud-lightning',
  storm: 'cloud-rain-wind',
  dam: 'dam',
  health: 'heart-pulse',
  food: 'utensils',
  fever: 'thermometer',
  hospital: 'hospital',
  learning: 'graduation-cap',
  school: 'school',
  bowl: 'soup',
  coins: 'coins',
  mast: 'radio-tower',
  'no-internet': 'wifi-off',
  smartphone: 'smartphone',
  mask: 'venetian-mask',
  disguise: 'hat-glasses',
  'odd-message': 'message-square-warning',
  'money-gone': 'banknote-x',
  official: 'id-card',
  frown: 'frown',
  'money-asked': 'hand-coins',
  caring: 'hand-heart',
  household: 'house-heart',
  child: 'baby',
  sprout: 'sprout',
  insect: 'bug',
  water: 'droplets',
  package: 'package',
  drum: 'drum',
  backpack: 'backpack',
  other: 'circle-ellipsis',
  idea: 'lightbulb',
  build: 'hammer',
  rule: 'file-pen-line',
  law: 'scale',
  gavel: 'gavel',
} as const;

/** Our own drawings, where Lucide has none: lines on the same grid of 24, with the same round ends. */
const own = {
  pothole:
    '<path d="M2 9h5l1.5 5 3-1.5 2.5 3 2.5-1.5L18 9h4"/><path d="M2 19h3"/><path d="M10 20h4"/><path d="M19 19h3"/><path d="M11 3v3"/>',
  'traffic-light':
    '<rect x="8" y="2" width="8" height="16" rx="3"/><path d="M12 6h.01"/><path d="M12 10h.01"/><path d="M12 14h.01"/><path d="M12 18v4"/><path d="M4 5h4"/><path d="M16 5h4"/><path d="M4 10h4"/><path d="M16 10h4"/>',
  'street-light':
    '<path d="M3 22h6"/><path d="M6 22V6a4 4 0 0 1 4-4h3"/><path d="M13 2h4l4 5h-8z"/><path d="m14 11-1 4"/><path d="M17 11v5"/><path d="m20 11 1 4"/>',
  drain: '<circle cx="12" cy="12" r="9"/><path d="M8 9v6"/><path d="M12 7v10"/><path d="M16 9v6"/>',
  landslide:
    '<path d="M2 3l5 2 4 7 4 2 2 4 5 3H2z"/><circle cx="14" cy="6" r="2"/><circle cx="19.5" cy="11.5" r="1.5"/><path d="M6 10v.01"/><path d="M7 15v.01"/>',
  flood:
    '<path d="M5 13V9l7-6 7 6v4"/><path d="M10 13v-3h4v3"/><path d="M2 17c1.7 0 1.7 1.5 3.3 1.5S7 17 8.7 17s1.7 1.5 3.3 1.5 1.7-1.5 3.3-1.5 1.7 1.5 3.3 1.5S20.3 17 22 17"/><path d="M2 21c1.7 0 1.7 1 3.3 1S7 21 8.7 21s1.7 1 3.3 1 1.7-1 3.3-1 1.7 1 3.3 1 1.7-1 3.4-1"/>',
  'no-signal':
    '<path d="M4 20v-2"/><path d="M9 20v-5"/><path d="M14 20v-4"/><path d="M14 10V9"/><path d="M19 14V4"/><path d="m3 3 18 18"/>',
  'cracked-house': '<path d="M3 10.5 12 3l9 7.5V21H3z"/><path d="m12 3-2 6 4 3-3 4 2 5"/>',
  buffalo:
    '<path d="M9 9C5 9 2 7 2 3c2 2 4 2.5 6 2.5"/><path d="M15 9c4 0 7-2 7-6-2 2-4 2.5-6 2.5"/><path d="M8 5.5C9 4.5 10.5 4 12 4s3 .5 4 1.5L17 11l-2 8c-.4 1.4-1.5 2-3 2s-2.6-.6-3-2l-2-8z"/><path d="M10 10v.01"/><path d="M14 10v.01"/><path d="M11 17h2"/>',
  'village-hall': '<path d="M3 21v-8l9-5 9 5v8z"/><path d="M12 8V2h5v3h-5"/><path d="M10 21v-5h4v5"/>',
} as const;

const lineOf = (name: string, drawing: string): string => `  ${name.includes('-') ? `'${name}'` : name}: '${drawing}',`;

/** Writes `icons.gen.ts` when it differs; throws with the icon's name when Lucide doesn't have it. */
export function compileIcons(root: string): { icons: number; written: boolean } {
  const folder = join(dirname(createRequire(join(root, 'package.json')).resolve('lucide-static/package.json')), 'icons');
  const lines = Object.entries(wanted).map(([name, lucide]) => {
    const file = join(folder, `${lucide}.svg`);
    if (!existsSync(file)) throw new Error(`scripts/icons.ts: Lucide has no icon “${lucide}” (for “${name}”)`);
    const drawing = /<svg[^>]*>(.*)<\/svg>/s.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
    return lineOf(name, drawing.replace(/\s+/g, ' ').replace(/> </g, '><').replace(/ \/>/g, '/>').trim());
  });
  lines.push(...Object.entries(own).map(([name, drawing]) => lineOf(name, drawing)));
  const source = `// Drawings from Lucide (ISC licence) and our own, chosen in scripts/icons.ts.\nexport const drawings = {\n${lines.join('\n')}\n} as const;\n`;
  const target = join(root, 'src/platform/ui/icons.gen.ts');
  const written = !existsSync(target) || readFileSync(target, 'utf8') !== source;
  if (written) writeFileSync(target, source);
  return { icons: lines.length, written };
}

if (import.meta.main) {
  const { icons, written } = compileIcons(process.cwd());
  process.stdout.write(`icons: ${icons}, ${written ? 'written' : 'unchanged'}\n`);
}
