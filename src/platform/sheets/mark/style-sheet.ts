import { type OwnFill, ownColour, ownFill } from '../own-marks.ts';
import { XmlScan } from '../xml/scan.ts';
import { type Edit, edited, mainNamespace, withAttribute, xmlHead } from './parts.ts';

/** The styles of a workbook without any. */
export const defaultStyles = `${xmlHead}<styleSheet xmlns="${mainNamespace}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

/** A list of the style sheet, its items as they are written. */
interface StyleList {
  readonly name: string;
  readonly items: string[];
  readonly before: number;
  readonly tag: string;
  readonly start: number;
  readonly tagEnd: number;
  readonly closeStart: number;
  readonly selfClosing: boolean;
}

/** The styles of a workbook, to which ours are added; what is there stays. */
export class StyleSheet {
  private readonly source: string;
  private readonly prefix: string;
  private readonly fonts: StyleList;
  private readonly fills: StyleList;
  private readonly styles: StyleList;
  private readonly own: (OwnFill | null)[];
  private readonly ownStyles: (OwnFill | null)[] = [];
  private readonly made = new Map<string, number>();

  constructor(source: string) {
    this.source = source;
    const { lists, prefix } = readLists(source);
    this.prefix = prefix;
    this.fonts = lists.get('fonts') ?? nothing('fonts', prefix, source);
    this.fills = lists.get('fills') ?? nothing('fills', prefix, source);
    this.styles = lists.get('cellXfs') ?? nothing('cellXfs', prefix, source);
    this.own = this.fills.items.map((fill) => ownFill(colourOf(fill, 'fgColor', 'rgb')));
  }

  /** Which of our marks a style is; asked of every cell. */
  ownOf(style: number): OwnFill | null {
    const known = this.ownStyles[style];
    if (known !== undefined) return known;
    const own = this.own[number(this.styles.items[style] ?? '', 'fillId')] ?? null;
    // A style that isn't there yet may come to be one of ours.
    if (style < this.styles.items.length) this.ownStyles[style] = own;
    return own;
  }

  /** The style with our fill in place of its own, which is remembered as the colour behind it. */
  marked(style: number, kind: OwnFill): number {
    return this.once(`${kind} ${style}`, () => this.mark(style, kind));
  }

  /** The style as it was before `marked`. */
  restored(style: number): number {
    return this.once(`restored ${style}`, () => this.restore(style));
  }

  /** A style of our own texts, in a font that has Vietnamese letters. */
  text(kind: OwnFill, weight: 'bold' | 'regular'): number {
    return this.once(`${kind} ${weight}`, () => this.ownText(kind, weight));
  }

  private mark(style: number, kind: OwnFill): number {
    const base = this.styles.items[style] ?? this.plain();
    const before = this.fills.items[number(base, 'fillId')] ?? '';
    const behind = /patternType=["']solid["']/.test(before) ? (attributesOf(before, 'fgColor') ?? '') : '';
    return this.put(
      this.styles,
      withAttribute(withAttribute(base, 'fillId', String(this.fill(ownColour(kind), behind))), 'applyFill', '1'),
    );
  }

  private restore(style: number): number {
    const now = this.styles.items[style] ?? '';
    const ours = this.fills.items[number(now, 'fillId')] ?? '';
    const behind = attributesOf(ours, 'bgColor') ?? '';
    const fits = (fill: string, i: number) =>
      this.own[i]
        ? false
        : behind === none
          ? /patternType=["']none["']/.test(fill)
          : attributesOf(fill, 'fgColor') === behind && /["']solid["']/.test(fill);
    const candidates = new Set(this.fills.items.flatMap((fill, i) => (fits(fill, i) ? [i] : [])));
    const before = this.styles.items.findIndex((one) => candidates.has(number(one, 'fillId')) && bare(one) === bare(now));
    if (before >= 0) return before;
    const { prefix } = this;
    const [first = this.put(this.fills, solid(prefix, behind === none ? '' : behind, none))] = candidates;
    return this.put(this.styles, withAttribute(now, 'fillId', String(first)));
  }

  private ownText(kind: OwnFill, weight: 'bold' | 'regular'): number {
    const { prefix } = this;
    const thick = weight === 'bold' ? `<${prefix}b/>` : '';
    const font = this.put(
      this.fonts,
      `<${prefix}font>${thick}<${prefix}sz val="11"/><${prefix}name val="Times New Roman"/><${prefix}family val="1"/></${prefix}font>`,
    );
    const base = withAttribute(withAttribute(this.plain(), 'fontId', String(font)), 'applyFont', '1');
    return this.put(this.styles, withAttribute(withAttribute(base, 'fillId', String(this.fill(ownColour(kind), ''))), 'applyFill', '1'));
  }

  /** The edited part. */
  toText(): string {
    const edits = [this.fonts, this.fills, this.styles].flatMap((list): Edit[] => {
      if (list.items.length === list.before) return [];
      const tag = withAttribute(list.selfClosing ? `${list.tag.slice(0, -2)}>` : list.tag, 'count', String(list.items.length));
      const added = list.items.slice(list.before).join('');
      const close = `</${this.prefix}${list.name}>`;
      if (list.selfClosing) return [{ from: list.start, to: list.tagEnd, text: tag + added + close }];
      return [
        { from: list.start, to: list.tagEnd, text: tag },
        { from: list.closeStart, to: list.closeStart, text: added },
      ];
    });
    return edited(this.source, edits);
  }

  /** A workbook may have thousands of styles and of marks: each kind of change is worked out once. */
  private once(what: string, make: () => number): number {
    const known = this.made.get(what);
    if (known !== undefined) return known;
    const made = make();
    this.made.set(what, made);
    return made;
  }

  private plain(): string {
    return `<${this.prefix}xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>`;
  }

  private fill(colour: string, behind: string): number {
    const at = this.put(this.fills, solid(this.prefix, `rgb="${colour}"`, behind || none));
    this.own[at] = ownFill(colour);
    return at;
  }

  private put(list: StyleList, item: string): number {
    const found = list.items.indexOf(item);
    return found >= 0 ? found : list.items.push(item) - 1;
  }
}

/** The colour behind a solid fill that Excel writes where nobody chose one. */
const none = 'indexed="64"';

function solid(prefix: string, front: string, behind: string): string {
  const colours = `<${prefix}fgColor ${front}/><${prefix}bgColor ${behind}/>`;
  return `<${prefix}fill><${prefix}patternFill patternType="solid">${colours}</${prefix}patternFill></${prefix}fill>`;
}

/** A style without what a mark changes. */
function bare(style: string): string {
  return style.replace(/\s(fillId|applyFill)\s*=\s*("[^"]*"|'[^']*')/g, '');
}

function number(tag: string, name: string): number {
  return Number(new RegExp(`\\s${name}\\s*=\\s*["'](\\d+)["']`).exec(tag)?.[1] ?? 0);
}

function attributesOf(fill: string, element: string): string | undefined {
  const found = new RegExp(`<(?:[\\w.-]+:)?${element}\\s([^>]*)>`).exec(fill)?.[1];
  return found === undefined ? undefined : (found.endsWith('/') ? found.slice(0, -1) : found).trim();
}

function colourOf(fill: string, element: string, name: string): string | undefined {
  if (!/patternType=["']solid["']/.test(fill)) return undefined;
  return new RegExp(`\\b${name}\\s*=\\s*["']([^"']*)["']`).exec(attributesOf(fill, element) ?? '')?.[1];
}

function readLists(source: string): { lists: Map<string, StyleList>; prefix: string } {
  const scan = new XmlScan(source, 'styles');
  const lists = new Map<string, StyleList>();
  let prefix = '';
  while (scan.next()) {
    if (scan.kind !== 'open') continue;
    if (scan.depth === 1) prefix = scan.prefix;
    if (scan.depth !== 2) continue;
    if (!['fonts', 'fills', 'cellXfs'].includes(scan.name)) {
      scan.skip();
      continue;
    }
    const { name, start, end: tagEnd, selfClosing } = scan;
    const items = itemsOf(scan, source);
    lists.set(name, {
      name,
      items,
      before: items.length,
      tag: source.slice(start, tagEnd),
      start,
      tagEnd,
      closeStart: scan.start,
      selfClosing,
    });
  }
  return { lists, prefix };
}

/** The children of the element that was just opened, as they are written; goes behind the element. */
function itemsOf(scan: XmlScan, source: string): string[] {
  const { depth } = scan;
  const items: string[] = [];
  while (scan.next() && scan.depth >= depth) {
    if (scan.kind !== 'open') continue;
    const from = scan.start;
    scan.skip();
    items.push(source.slice(from, scan.end));
  }
  return items;
}

/** A list that the style sheet lacks: it stands in front of the first one that follows it in the schema. */
function nothing(name: string, prefix: string, source: string): StyleList {
  const order = [
    'numFmts',
    'fonts',
    'fills',
    'borders',
    'cellStyleXfs',
    'cellXfs',
    'cellStyles',
    'dxfs',
    'tableStyles',
    'colors',
    'extLst',
  ];
  const later = order.slice(order.indexOf(name) + 1).join('|');
  const found = new RegExp(`<${prefix}(?:${later})[\\s/>]`).exec(source);
  const at = found ? found.index : source.lastIndexOf('</');
  return { name, items: [], before: 0, tag: `<${prefix}${name}/>`, start: at, tagEnd: at, closeStart: at, selfClosing: true };
}
