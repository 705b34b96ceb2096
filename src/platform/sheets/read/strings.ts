import { damaged } from '../refuse.ts';
import type { PlainValue, TextRun } from '../types.ts';
import { unescapeCell } from '../xml/encode.ts';
import { XmlScan } from '../xml/scan.ts';

const blank: PlainValue = { kind: 'empty' };

/** The texts that cells share, by their number. */
export function readStrings(text: string, part: string): PlainValue[] {
  const scan = new XmlScan(text, part);
  const found: PlainValue[] = [];
  while (scan.next()) if (scan.kind === 'open' && scan.depth === 2 && scan.name === 'si') found.push(readText(scan));
  return found;
}

/** A text with its runs, without phonetic readings; the scan stands at its opening tag and goes behind it. */
export function readText(scan: XmlScan): PlainValue {
  const depth = scan.depth;
  const runs: TextRun[] = [];
  let font: string | undefined;
  while (scan.next() && scan.depth >= depth) {
    if (scan.kind !== 'open') continue;
    if (scan.name === 'r') font = undefined;
    else if (scan.name === 'rFont') font = scan.attr('val');
    else if (scan.name === 'rPh') scan.skip();
    else if (scan.name === 't') {
      const text = keptText(scan);
      if (text !== '') runs.push({ text, ...(font !== undefined && { font }) });
    }
  }
  const text = runs.map((run) => run.text).join('');
  if (text === '') return blank;
  return runs.some((run) => run.font !== undefined) ? { kind: 'text', text, runs } : { kind: 'text', text };
}

/** The text of an element; without `xml:space="preserve"` the spaces around it are only layout. */
export function keptText(scan: XmlScan): string {
  const keep = scan.attr('xml:space') === 'preserve';
  const text = unescapeCell(scan.textOf());
  return keep ? text : trimmed(text);
}

/** By hand: a pattern for the end would try every run of spaces in between. */
function trimmed(text: string): string {
  const isSpace = (at: number) => text[at] === ' ' || text[at] === '\t' || text[at] === '\n';
  let from = 0;
  let to = text.length;
  while (from < to && isSpace(from)) from++;
  while (to > from && isSpace(to - 1)) to--;
  return text.slice(from, to);
}

/** The shared text of this number. */
export function sharedText(strings: readonly PlainValue[], number: string, part: string): PlainValue {
  return strings[Number(number)] ?? damaged(part);
}
