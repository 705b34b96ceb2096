import { type OwnFill, ownFill } from '../own-marks.ts';
import { XmlScan } from '../xml/scan.ts';
import { builtInFormat, type Format, readFormat } from './formats.ts';

/** What a cell's style says about its value. */
export interface CellStyle {
  readonly font?: string;
  readonly format: Format;
  /** One of our marks. */
  readonly own: OwnFill | null;
}

/** The styles of cells, by their number. */
export function readStyles(text: string, part: string): CellStyle[] {
  const scan = new XmlScan(text, part);
  const formats = new Map<number, Format>();
  const fonts: (string | undefined)[] = [];
  const fills: (OwnFill | null)[] = [];
  const styles: CellStyle[] = [];
  while (scan.next()) {
    if (scan.kind !== 'open' || scan.depth !== 2) continue;
    if (scan.name === 'numFmts')
      each(scan, 'numFmt', () => formats.set(Number(scan.attr('numFmtId')), readFormat(scan.attr('formatCode') ?? '')));
    else if (scan.name === 'fonts') each(scan, 'font', () => fonts.push(fontName(scan)));
    else if (scan.name === 'fills') each(scan, 'fill', () => fills.push(fillOf(scan)));
    else if (scan.name === 'cellXfs') {
      each(scan, 'xf', () => {
        const id = Number(scan.attr('numFmtId') ?? 0);
        const font = fonts[Number(scan.attr('fontId') ?? 0)];
        const format = formats.get(id) ?? builtInFormat(id);
        styles.push({ format, own: fills[Number(scan.attr('fillId') ?? 0)] ?? null, ...(font !== undefined && { font }) });
      });
    } else scan.skip();
  }
  return styles;
}

/** Calls `found` at each child of this name of the element that was just opened; goes behind the element. */
function each(scan: XmlScan, name: string, found: () => void): void {
  const depth = scan.depth;
  while (scan.next() && scan.depth >= depth) if (scan.kind === 'open' && scan.depth === depth + 1 && scan.name === name) found();
}

function fontName(scan: XmlScan): string | undefined {
  let name: string | undefined;
  const depth = scan.depth;
  while (scan.next() && scan.depth >= depth)
    if (scan.kind === 'open' && (scan.name === 'name' || scan.name === 'rFont')) name = scan.attr('val');
  return name;
}

function fillOf(scan: XmlScan): OwnFill | null {
  let own: OwnFill | null = null;
  let solid = false;
  const depth = scan.depth;
  while (scan.next() && scan.depth >= depth) {
    if (scan.kind !== 'open') continue;
    if (scan.name === 'patternFill') solid = scan.attr('patternType') === 'solid';
    if (scan.name === 'fgColor' && solid) own = ownFill(scan.attr('rgb'));
  }
  return own;
}
