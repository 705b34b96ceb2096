/** The picture of a page that brings none: the product's name, the page's title and its answer, in the colours of the house. */
import { escapeHtml, pictureSize } from '../ui/index.ts';

const { width, height } = pictureSize;
const MARGIN = 64;
const TEXT_WIDTH = width - 2 * MARGIN;
const TITLE_SIZE = 40;
/** The larger the better: the first size in which all lines fit. */
const SIZES = [
  { size: 60, lines: 3 },
  { size: 52, lines: 4 },
  { size: 44, lines: 5 },
  { size: 38, lines: 6 },
] as const;

/** Widths in parts of the size, never less than the heavier weight really has, so that lines don’t run over. */
const WIDTHS: readonly (readonly [letters: RegExp, width: number])[] = [
  [/[\s.,:;'’!ijlI·]/, 0.34],
  [/[frt()[\]/“”"|]/, 0.53],
  [/[W@%—…→←]/, 1.1],
  [/[mwM]/, 0.96],
  [/[A-ZĐ0-9#&=_–−-]/, 0.84],
  [/[abdgopqđ]/, 0.68],
];

function widthOf(letter: string): number {
  const plain = letter.normalize('NFD').charAt(0);
  return WIDTHS.find(([letters]) => letters.test(plain))?.[1] ?? 0.65;
}

const lengthOf = (text: string, size: number): number => Array.from(text).reduce((sum, letter) => sum + widthOf(letter) * size, 0);

/** Breaks a text into lines between words; a word that is longer than a line is cut. What exceeds `most` lines ends in “…”. */
export function linesOf(text: string, size: number, most: number): { readonly lines: readonly string[]; readonly whole: boolean } {
  const fits = (line: string) => lengthOf(line, size) <= TEXT_WIDTH;
  const lines: string[] = [];
  let line = '';
  for (const word of text.normalize('NFC').split(/\s+/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const letter of word) {
      if (!fits(line + letter)) {
        lines.push(line);
        line = '';
      }
      line += letter;
    }
  }
  if (line !== '') lines.push(line);
  if (lines.length <= most) return { lines, whole: true };
  const kept = lines.slice(0, most);
  let last = kept.pop() ?? '';
  while (!fits(`${last}…`)) last = last.slice(0, -1);
  return { lines: [...kept, `${last.trimEnd()}…`], whole: false };
}

/** The stitches of the brocade band, as on every page. */
const STITCHES: readonly (readonly [fill: string, from: number, to: number])[] = [
  ['#f0bf5a', 0, 8],
  ['#c8473d', 12, 26],
  ['#fff', 26, 30],
  ['#4f9a5b', 30, 40],
  ['#f0bf5a', 44, 52],
];
const REPEAT = 68;

function brocade(top: number): string {
  const stitches = STITCHES.map(
    ([fill, from, to]) =>
      `<path fill="${fill}" d="M${from} 0h${to - from}l8 8h-${to - from}zM${from + 8} 8h${to - from}l-8 8h-${to - from}z"/>`,
  ).join('');
  return `<defs><pattern id="b" width="${REPEAT}" height="16" patternUnits="userSpaceOnUse">${stitches}</pattern></defs><g transform="translate(0 ${top})"><rect width="${width}" height="16" fill="#26306b"/><rect width="${width}" height="16" fill="url(#b)"/></g>`;
}

/** The SVG: 1200 by 630. Any text may stand in it. */
export function cardSvg(card: {
  readonly product: string;
  readonly title: string;
  readonly text: string;
  readonly address: string;
}): string {
  const head = 104;
  const [title = ''] = linesOf(card.title, TITLE_SIZE, 1).lines;
  const fitting = SIZES.map(({ size, lines }) => ({ size, ...linesOf(card.text, size, lines) }));
  const { size, lines } = fitting.find(({ whole }) => whole) ?? (fitting.at(-1) as (typeof fitting)[number]);
  const lineHeight = Math.round(size * 1.32);
  const first = head + 16 + 128 + size;
  const text = (x: number, y: number, fontSize: number, weight: 400 | 600, fill: string, words: string, extra = '') =>
    `<text x="${x}" y="${y}" font-family="Be Vietnam Pro" font-size="${fontSize}" font-weight="${weight}" fill="${fill}"${extra}>${escapeHtml(words)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<rect width="${width}" height="${height}" fill="#fbfaf5"/><rect width="${width}" height="${head}" fill="#26306b"/>`,
    text(MARGIN, 68, 44, 600, '#fff', linesOf(card.product, 44, 1).lines[0] ?? ''),
    brocade(head),
    text(MARGIN, head + 16 + 80, TITLE_SIZE, 400, '#565a6e', title),
    ...lines.map((line, index) => text(MARGIN, first + index * lineHeight, size, 600, '#1b1d29', line)),
    text(MARGIN, height - 32, 28, 400, '#26306b', linesOf(card.address, 28, 1).lines[0] ?? ''),
    '</svg>',
  ].join('');
}
