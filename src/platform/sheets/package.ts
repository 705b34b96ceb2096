/** The package of parts that a workbook is (ECMA-376 part 2): kinds of parts, relationships, and what is refused about it. */
import { damaged, refuse } from './refuse.ts';
import type { Limits } from './types.ts';
import { xmlText } from './xml/encode.ts';
import { XmlScan } from './xml/scan.ts';
import { openZip, type Zip } from './zip/open-zip.ts';

export interface Relationship {
  readonly id: string;
  /** The last piece of its type, as `worksheet`. */
  readonly type: string;
  /** The part it leads to, or the address outside. */
  readonly target: string;
  readonly outside: boolean;
}

export interface SheetPart {
  readonly name: string;
  readonly hidden: boolean;
  readonly part: string;
  readonly relationshipId: string;
}

export interface Package {
  readonly zip: Zip;
  /** The part of the workbook itself. */
  readonly workbook: string;
  readonly sheets: readonly SheetPart[];
  readonly relationships: readonly Relationship[];
  readonly from1904: boolean;
  /** Text of a part that has to be there. */
  readonly xml: (part: string) => string;
}

const contentTypes = '[Content_Types].xml';

/** Opens a workbook's package; refuses other kinds of files and what a workbook may not bring. */
export function openPackage(bytes: Uint8Array, limits: Limits): Package {
  refuseOtherFiles(bytes, limits);
  const zip = openZip(bytes, limits);
  const xml = (part: string) => {
    const content = zip.read(part);
    return content ? xmlText(content, part) : damaged(part);
  };
  if (!zip.find(contentTypes)) refuse(zip.find('mimetype') || zip.find('content.xml') ? 'sheets.open-document' : 'sheets.not-a-workbook');
  const workbook = relationshipsOf(zip, '').find((one) => one.type === 'officeDocument' && !one.outside)?.target;
  if (!workbook) refuse('sheets.not-a-workbook');
  refuseKinds(zip, xml(contentTypes));
  refuseOutside(zip);
  const relationships = relationshipsOf(zip, workbook);
  const { sheets, from1904 } = readBook(xml(workbook), workbook, relationships);
  if (sheets.length > limits.sheets) refuse('sheets.too-many-sheets', { most: limits.sheets });
  return { zip, workbook, sheets, relationships, from1904, xml };
}

/** What other programs write, told apart by the first bytes. */
function refuseOtherFiles(bytes: Uint8Array, limits: Limits): void {
  if (bytes.length === 0) refuse('sheets.empty-file');
  if (bytes.length > limits.bytes) refuse('sheets.too-big', { megabytes: Math.floor(limits.bytes / 1_000_000) });
  const starts = (...wanted: number[]) => wanted.every((byte, i) => bytes[i] === byte);
  if (starts(0x50, 0x4b, 3, 4)) return;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (starts(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1)) {
    const holds = (name: string) => buffer.includes(Buffer.from(name, 'utf16le'));
    if (holds('EncryptedPackage')) refuse('sheets.encrypted');
    refuse(holds('Workbook') || holds('Book') ? 'sheets.old-xls' : 'sheets.not-a-workbook');
  }
  const head = (
    starts(0xff, 0xfe) ? buffer.subarray(0, 4096).toString('utf16le') : buffer.subarray(0, 4096).toString('utf8')
  ).toLowerCase();
  if (/<(html|table|!doctype html)/.test(head) || head.includes('urn:schemas-microsoft-com:office:spreadsheet')) refuse('sheets.web-page');
  refuse(looksLikeText(buffer.subarray(0, 4096)) ? 'sheets.text-file' : 'sheets.not-a-workbook');
}

function looksLikeText(head: Uint8Array): boolean {
  const wide = head[0] === 0xff || head[0] === 0xfe;
  return (
    head.every((byte) => byte > 31 || byte === 9 || byte === 10 || byte === 13 || (wide && byte === 0)) &&
    !(head[0] === 0x25 && head[1] === 0x50)
  );
}

function refuseKinds(zip: Zip, types: string): void {
  const scan = new XmlScan(types, contentTypes);
  const kinds: string[] = [];
  while (scan.next()) if (scan.kind === 'open') kinds.push(scan.attr('ContentType')?.toLowerCase() ?? '');
  const has = (...pieces: string[]) => kinds.some((kind) => pieces.every((piece) => kind.includes(piece)));
  if (has('sheet.binary')) refuse('sheets.binary-workbook');
  if (
    has('vbaproject') ||
    has('macroenabled') ||
    has('macrosheet') ||
    zip.entries.some(({ name }) => /vbaproject|macrosheets\//i.test(name))
  )
    refuse('sheets.macros');
  if (!has('spreadsheetml', '.main+xml')) refuse('sheets.not-a-workbook');
}

/** Links to other files and to sources of data; an address that a person may click is none. */
function refuseOutside(zip: Zip): void {
  for (const { name } of zip.entries) {
    const found = /^(.*\/)?_rels\/([^/]*)\.rels$/i.exec(name);
    if (!found) continue;
    for (const one of relationshipsOf(zip, `${found[1] ?? ''}${found[2]}`)) {
      if (one.outside && one.type !== 'hyperlink') refuse('sheets.external-links', { name: fileName(one.target) });
      if (one.type === 'connections') refuse('sheets.external-links', { name: '' });
    }
  }
  if (zip.entries.some(({ name }) => /\/externalLinks\/[^/]+\.xml$/i.test(name))) refuse('sheets.external-links', { name: '' });
}

function fileName(target: string): string {
  const last = target.split(/[\\/]/).at(-1) ?? '';
  try {
    return decodeURIComponent(last).slice(0, 100);
  } catch {
    return last.slice(0, 100);
  }
}

/** Where the relationships of a part stand. */
export function relationshipsPart(part: string): string {
  const slash = part.lastIndexOf('/') + 1;
  return `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
}

/** The relationships of a part ('' is the package). */
export function relationshipsOf(zip: Zip, part: string): Relationship[] {
  const at = relationshipsPart(part);
  const content = zip.read(at);
  if (!content) return [];
  const scan = new XmlScan(xmlText(content, at), at);
  const found: Relationship[] = [];
  while (scan.next()) {
    if (scan.kind !== 'open' || scan.name !== 'Relationship') continue;
    const target = scan.attr('Target') ?? '';
    const outside = scan.attr('TargetMode') === 'External';
    const type = (scan.attr('Type') ?? '').split('/').at(-1) ?? '';
    found.push({ id: scan.attr('Id') ?? '', type, outside, target: outside ? target : resolve(part, target) });
  }
  return found;
}

/** The part that a target names, seen from another part. */
function resolve(from: string, target: string): string {
  if (target.startsWith('/')) return target.slice(1);
  const path = from.split('/').slice(0, -1);
  for (const piece of target.split('/')) {
    if (piece === '..') path.pop();
    else if (piece !== '.' && piece !== '') path.push(piece);
  }
  return path.join('/');
}

function readBook(text: string, part: string, relationships: readonly Relationship[]): Pick<Package, 'sheets' | 'from1904'> {
  const scan = new XmlScan(text, part);
  const sheets: SheetPart[] = [];
  let from1904 = false;
  let first = true;
  while (scan.next()) {
    if (scan.kind !== 'open') continue;
    if (first && scan.name !== 'workbook') refuse('sheets.not-a-workbook');
    first = false;
    if (scan.name === 'workbookPr') from1904 = isTrue(scan.attr('date1904'));
    if (scan.name !== 'sheet' || scan.depth !== 3) continue;
    const id = scan.attrPrefixed('id') ?? '';
    const to = relationships.find((one) => one.id === id);
    if (!to) damaged(part);
    // Chart sheets and dialogs have no cells.
    if (to.type !== 'worksheet') continue;
    const state = scan.attr('state') ?? 'visible';
    sheets.push({ name: scan.attr('name') ?? '', hidden: state !== 'visible', part: to.target, relationshipId: id });
  }
  return { sheets, from1904 };
}

/** An XML schema boolean. */
export function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}
