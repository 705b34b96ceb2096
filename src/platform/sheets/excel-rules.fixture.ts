/** What Excel demands of a workbook's parts before it opens it without offering a repair: ECMA-376, as far as we write it. */
import { strFromU8, unzipSync } from 'fflate';
import { cellPlace } from './cells.ts';
import { XmlScan } from './xml/scan.ts';

/** CT_Worksheet, in its order. */
const order = [
  'sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios autoFilter sortState',
  'dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup',
  'headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture',
  'oleObjects controls webPublishItems tableParts extLst',
].flatMap((line) => line.split(' '));

/** What Excel would stumble over; an empty list is a good workbook. */
export function brokenRules(bytes: Uint8Array): string[] {
  const parts = new Map(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, content]));
  const wrong: string[] = [];
  const text = (name: string) => strFromU8(parts.get(name) ?? new Uint8Array());
  for (const name of parts.keys()) if (/\.(xml|rels)$/.test(name)) scanAll(text(name), name);
  wrong.push(...typesAndTargets(parts, text));
  const counts = styleCounts(text('xl/styles.xml'), wrong);
  const strings = elements(text('xl/sharedStrings.xml'), 'si').length;
  for (const name of parts.keys()) {
    if (!/^xl\/worksheets\/[^/]+\.xml$/.test(name)) continue;
    wrong.push(...sheetRules(text(name), name, counts, strings).map((what) => `${name}: ${what}`));
    wrong.push(...noteRules(name, parts, text).map((what) => `${name}: ${what}`));
  }
  const sheets = elements(text('xl/workbook.xml'), 'sheet');
  for (const what of ['name', 'sheetId', 'r:id']) {
    const values = sheets.map((tag) => value(tag, what)?.toLowerCase());
    if (new Set(values).size !== values.length) wrong.push(`two sheets with the same ${what}`);
  }
  for (const tag of sheets) if ((value(tag, 'name') ?? '').length > 31) wrong.push('the name of a sheet is too long');
  return wrong;
}

/** Opening tags of this name. */
function elements(text: string, name: string): string[] {
  return [...text.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>`, 'g'))].map((found) => found[0]);
}

const value = (tag: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];

function scanAll(text: string, name: string): void {
  const scan = new XmlScan(text, name);
  while (scan.next()) if (scan.kind === 'text') scan.content();
}

function typesAndTargets(parts: ReadonlyMap<string, Uint8Array>, text: (name: string) => string): string[] {
  const wrong: string[] = [];
  const types = text('[Content_Types].xml');
  const defaults = elements(types, 'Default').map((tag) => value(tag, 'Extension'));
  const overrides = elements(types, 'Override').map((tag) => value(tag, 'PartName'));
  if (new Set(defaults).size !== defaults.length || new Set(overrides).size !== overrides.length) wrong.push('a kind is declared twice');
  for (const name of overrides) if (!parts.has((name ?? '').slice(1))) wrong.push(`declared and missing: ${name}`);
  for (const name of parts.keys()) {
    if (name === '[Content_Types].xml') continue;
    if (!overrides.includes(`/${name}`) && !defaults.includes(name.split('.').at(-1))) wrong.push(`no kind for ${name}`);
    if (!name.endsWith('.rels')) continue;
    const ids = elements(text(name), 'Relationship').map((tag) => value(tag, 'Id'));
    if (new Set(ids).size !== ids.length) wrong.push(`${name}: an id twice`);
    const from = name
      .replace(/_rels\/([^/]*)\.rels$/, '$1')
      .split('/')
      .slice(0, -1);
    for (const tag of elements(text(name), 'Relationship')) {
      if (value(tag, 'TargetMode') === 'External') continue;
      const to = [...from];
      for (const piece of (value(tag, 'Target') ?? '').split('/')) piece === '..' ? to.pop() : to.push(piece);
      if (!parts.has(to.join('/'))) wrong.push(`${name} leads to ${to.join('/')}, which is missing`);
    }
  }
  return wrong;
}

type StyleCounts = Record<'numFmts' | 'fonts' | 'fills' | 'borders' | 'cellXfs', number>;

function styleCounts(styles: string, wrong: string[]): StyleCounts {
  const counts: StyleCounts = { numFmts: 0, fonts: 0, fills: 0, borders: 0, cellXfs: 0 };
  for (const [list, item] of [
    ['numFmts', 'numFmt'],
    ['fonts', 'font'],
    ['fills', 'fill'],
    ['borders', 'border'],
    ['cellXfs', 'xf'],
  ] as const) {
    const found = new RegExp(`<${list}\\s[^>]*?count="(\\d+)"[^>]*>(.*?)</${list}>`, 's').exec(styles);
    counts[list] = elements(found?.[2] ?? '', item).length;
    if (found && Number(found[1]) !== counts[list]) wrong.push(`${list}: ${found[1]} said, ${counts[list]} there`);
  }
  for (const tag of elements(/<cellXfs.*<\/cellXfs>/s.exec(styles)?.[0] ?? '', 'xf'))
    for (const [name, list] of [
      ['fontId', 'fonts'],
      ['fillId', 'fills'],
      ['borderId', 'borders'],
    ] as const)
      if (Number(value(tag, name) ?? 0) >= counts[list]) wrong.push(`a style names ${name} ${value(tag, name)}`);
  return counts;
}

function sheetRules(text: string, name: string, counts: StyleCounts, strings: number): string[] {
  const wrong: string[] = [];
  const scan = new XmlScan(text, name);
  let place = -1;
  let [row, column, lastCol] = [0, 0, 0];
  while (scan.next()) {
    if (scan.kind !== 'open') continue;
    if (scan.depth === 2) {
      const at = order.indexOf(scan.name);
      if (at < place || (at === place && scan.name !== 'conditionalFormatting')) wrong.push(`${scan.name} in the wrong place`);
      place = at;
    }
    if (scan.name === 'row') {
      const number = Number(scan.attr('r'));
      if (number <= row) wrong.push(`row ${number} after ${row}`);
      [row, column] = [number, 0];
    }
    if (scan.name === 'col') {
      if (Number(scan.attr('min')) <= lastCol || Number(scan.attr('max')) < Number(scan.attr('min')))
        wrong.push(`column ${scan.attr('min')} overlaps`);
      lastCol = Number(scan.attr('max'));
    }
    if (scan.name !== 'c') continue;
    const ref = cellPlace(scan.attr('r') ?? '');
    if (!ref || ref.row !== row || ref.column <= column) wrong.push(`cell ${scan.attr('r')} in row ${row}`);
    column = ref?.column ?? column;
    if (Number(scan.attr('s') ?? 0) >= counts.cellXfs) wrong.push(`${scan.attr('r')} has style ${scan.attr('s')}`);
    if (scan.attr('t') === 's' && !(Number(/<v>(\d+)/.exec(text.slice(scan.end, scan.end + 30))?.[1]) < strings))
      wrong.push(`${scan.attr('r')} names a text that isn't there`);
  }
  return wrong;
}

/** Each note has one box, in one drawing that the sheet names, and no two boxes share a number. */
function noteRules(name: string, parts: ReadonlyMap<string, Uint8Array>, text: (name: string) => string): string[] {
  const rels = elements(text(name.replace(/([^/]*)$/, '_rels/$1.rels')), 'Relationship');
  const comments = rels.find((tag) => value(tag, 'Type')?.endsWith('/comments') === true);
  const drawn = /<legacyDrawing [^>]*r:id="([^"]*)"/.exec(text(name))?.[1];
  if (comments === undefined) return [];
  const target = (tag: string | undefined) => (value(tag ?? '', 'Target') ?? '').replace('../', 'xl/');
  const boxes = text(target(rels.find((tag) => value(tag, 'Id') === drawn)));
  if (!boxes) return ['notes without a drawing'];
  const wrong: string[] = [];
  const refs = elements(text(target(comments)), 'comment').map((tag) => value(tag, 'ref') ?? '');
  const authors = elements(text(target(comments)), 'author').length;
  for (const tag of elements(text(target(comments)), 'comment'))
    if (Number(value(tag, 'authorId')) >= authors) wrong.push('a note without author');
  const places = [...boxes.matchAll(/<x:Row>(\d+)<\/x:Row><x:Column>(\d+)</g)].map(
    ([, row, column]) => `${Number(column) + 1},${Number(row) + 1}`,
  );
  const wanted = refs.map((ref) => cellPlace(ref)).map((place) => `${place?.column},${place?.row}`);
  if ([...places].sort().join(' ') !== [...wanted].sort().join(' '))
    wrong.push(`boxes at ${places.join(' ')}, notes at ${wanted.join(' ')}`);
  const all = [...parts.keys()]
    .filter((part) => part.endsWith('.vml'))
    .flatMap((part) => [...text(part).matchAll(/id="(_x0000_s\d+)"/g)].map((found) => found[1]));
  if (new Set(all).size !== all.length) wrong.push('two boxes with one number');
  return wrong;
}
