/** Notes on cells: the part with their texts and the drawing with their boxes (ECMA-376 part 4, VML), ours among the author's. */
import { cellPlace } from './cells.ts';
import { type Edit, edited, mainNamespace, xmlHead } from './mark/parts.ts';
import { noteAuthor } from './own-marks.ts';
import { escapeXml, textElement } from './xml/encode.ts';
import { XmlScan } from './xml/scan.ts';

export interface Note {
  readonly ref: string;
  readonly text: string;
}

/** The texts of a sheet without notes. */
export const noComments = `${xmlHead}<comments xmlns="${mainNamespace}"><authors></authors><commentList></commentList></comments>`;

/** The boxes of a sheet without notes. */
export const noBoxes =
  '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">' +
  '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>';

const boxType =
  '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>';

/** The comments part with our earlier notes out and these in; which cells got one, and which had lost one of ours. */
export function editComments(source: string, notes: readonly Note[]): { text: string; placed: Note[]; removed: Set<string> } {
  const found = readComments(source);
  const { prefix } = found;
  const own = found.authors.indexOf(noteAuthor);
  const removed = new Set<string>();
  const taken = new Set<string>();
  const edits: Edit[] = [];
  for (const { ref, author, start, end } of found.comments) {
    if (own < 0 || author !== own) taken.add(ref);
    else {
      removed.add(ref);
      edits.push({ from: start, to: end, text: '' });
    }
  }
  // What the author has noted at a cell stays; the finding is in the column and the colour.
  const placed = notes.filter((note) => !taken.has(note.ref));
  const author = own < 0 ? found.authors.length : own;
  if (own < 0 && placed.length > 0)
    edits.push({ from: found.authorsClose, to: found.authorsClose, text: `<${prefix}author>${noteAuthor}</${prefix}author>` });
  const added = placed.map(({ ref, text }) => {
    const look = `<${prefix}rPr><${prefix}sz val="9"/><${prefix}color indexed="81"/><${prefix}rFont val="Tahoma"/><${prefix}family val="2"/></${prefix}rPr>`;
    const run = `<${prefix}r>${look}${textElement(text.slice(0, 2000), prefix)}</${prefix}r>`;
    return `<${prefix}comment ref="${ref}" authorId="${author}"><${prefix}text>${run}</${prefix}text></${prefix}comment>`;
  });
  edits.push({ from: found.listClose, to: found.listClose, text: added.join('') });
  return { text: edited(source, edits), placed, removed };
}

function readComments(source: string) {
  const scan = new XmlScan(source, 'comments');
  const authors: string[] = [];
  const comments: { ref: string; author: number; start: number; end: number }[] = [];
  const found = { prefix: '', authors, comments, authorsClose: 0, listClose: 0 };
  while (scan.next()) {
    if (scan.kind === 'close' && scan.name === 'authors') found.authorsClose = scan.start;
    if (scan.kind === 'close' && scan.name === 'commentList') found.listClose = scan.start;
    if (scan.kind !== 'open') continue;
    if (scan.depth === 1) found.prefix = scan.prefix;
    else if (scan.name === 'author') authors.push(scan.textOf());
    else if (scan.name === 'comment') {
      const { start } = scan;
      const ref = scan.attr('ref') ?? '';
      const author = Number(scan.attr('authorId') ?? -1);
      scan.skip();
      comments.push({ ref, author, start, end: scan.end });
    }
  }
  return found;
}

/** Whether both lists can be added to, as every program writes them. */
export function takesNotes(comments: string, boxes: string): boolean {
  return /<\/(?:\w+:)?authors>/.test(comments) && /<\/(?:\w+:)?commentList>/.test(comments) && boxes.includes('</xml>');
}

/** The drawing with our earlier boxes out and those of these notes in; `others`: the workbook's other drawings, whose numbers are taken. */
export function editBoxes(source: string, notes: readonly Note[], removed: ReadonlySet<string>, others: readonly string[]): string {
  const left = withoutBoxes(source, removed);
  const firstBlock = freeBlock([left, ...others]);
  const close = left.lastIndexOf('</xml>');
  const type = notes.length > 0 && !left.includes('id="_x0000_t202"') ? boxType : '';
  const boxes = notes.map((note, i) => box(note, firstBlock * 1024 + 1 + i));
  const all = `${left.slice(0, close)}${type}${boxes.join('')}${left.slice(close)}`;
  const blocks = new Set([...all.matchAll(/id="_x0000_s(\d{1,9})"/g)].map((found) => Math.floor(Number(found[1]) / 1024)));
  const from = all.indexOf('<o:idmap ');
  const to = from < 0 ? -1 : all.indexOf('>', from);
  const data = to < 0 ? null : /\sdata="([\d,]*)"/.exec(all.slice(from, to));
  if (!data) return all;
  const known = (data[1] ?? '')
    .split(',')
    .map(Number)
    .filter((block) => blocks.has(block));
  const list = blocks.size > 0 ? [...new Set([...known, ...blocks])].join(',') : data[1];
  return `${all.slice(0, from)}${all.slice(from, to).replace(data[0], ` data="${list}"`)}${all.slice(to)}`;
}

/** The first block of 1,024 shape numbers that none of the drawings uses. */
function freeBlock(drawings: readonly string[]): number {
  let most = 0;
  for (const drawing of drawings) for (const found of drawing.matchAll(/_x0000_s(\d{1,9})"/g)) most = Math.max(most, Number(found[1]));
  return Math.floor(most / 1024) + 1;
}

function withoutBoxes(source: string, removed: ReadonlySet<string>): string {
  if (removed.size === 0) return source;
  const places = new Set([...removed].map((ref) => cellPlace(ref)).map((place) => place && `${place.row - 1},${place.column - 1}`));
  const pieces: string[] = [];
  let at = 0;
  for (let start = source.indexOf('<v:shape '), next = 0; start >= 0; start = source.indexOf('<v:shape ', next)) {
    const end = source.indexOf('</v:shape>', start);
    if (end < 0) break;
    next = end;
    const shape = source.slice(start, end);
    const place = `${/<x:Row>\s*(\d+)/.exec(shape)?.[1]},${/<x:Column>\s*(\d+)/.exec(shape)?.[1]}`;
    if (!shape.includes('ObjectType="Note"') || !places.has(place)) continue;
    pieces.push(source.slice(at, start));
    at = end + '</v:shape>'.length;
  }
  pieces.push(source.slice(at));
  return pieces.join('');
}

/** A hidden box to the right of its cell; Excel shows it when the pointer is there. */
function box({ ref, text }: Note, number: number): string {
  const { column, row } = cellPlace(ref) ?? { column: 1, row: 1 };
  const lines = Math.min(12, 2 + Math.ceil(text.length / 34) + text.split('\n').length);
  const anchor = [column, 15, Math.max(0, row - 2), 10, column + 3, 60, Math.max(0, row - 2) + lines, 4].join(', ');
  return (
    `<v:shape id="_x0000_s${number}" type="#_x0000_t202" style="position:absolute;margin-left:60pt;margin-top:2pt;width:190pt;height:${lines * 13}pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">` +
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>' +
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>' +
    `<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>${escapeXml(anchor)}</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>${row - 1}</x:Row><x:Column>${column - 1}</x:Column></x:ClientData></v:shape>`
  );
}
