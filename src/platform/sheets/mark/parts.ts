import { posix } from 'node:path';
import { type Package, relationshipsOf, relationshipsPart } from '../package.ts';
import { escapeXml, xmlBytes, xmlText } from '../xml/encode.ts';
import { writeZip } from '../zip/write-zip.ts';

export const mainNamespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
export const relationshipNamespace = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
export const xmlHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const contentTypes = '[Content_Types].xml';

/** Edits of a package's parts; parts that nobody edits stay as they are, packed. */
export class Parts {
  readonly book: Package;
  /** Files in the strict form of the standard have other namespaces. */
  readonly strict: boolean;
  private readonly changed = new Map<string, string>();
  /** The part that was read last: a sheet is mapped, edited and compared with what it was, and unpacked once for all that. */
  private last: { readonly part: string; readonly text: string } | null = null;
  /** The first bytes of parts that were read, which tell their encoding. */
  private readonly heads = new Map<string, Uint8Array>();

  constructor(book: Package) {
    this.book = book;
    this.strict = book.xml(book.workbook).includes('http://purl.oclc.org/ooxml/spreadsheetml/main');
  }

  get namespace(): string {
    return this.strict ? 'http://purl.oclc.org/ooxml/spreadsheetml/main' : mainNamespace;
  }

  get relationships(): string {
    return this.strict ? 'http://purl.oclc.org/ooxml/officeDocument/relationships' : relationshipNamespace;
  }

  /** The text of a part as it is now; `null` if there is none. */
  text(part: string): string | null {
    const edited = this.changed.get(part);
    if (edited !== undefined) return edited;
    if (this.last?.part === part) return this.last.text;
    const content = this.book.zip.read(part);
    if (content === null) return null;
    this.heads.set(part.toLowerCase(), Uint8Array.from(content.subarray(0, 2)));
    this.last = { part, text: xmlText(content, part) };
    return this.last.text;
  }

  set(part: string, text: string): void {
    if (this.text(part) !== text) this.changed.set(part, text);
  }

  /** A name that no part has: `xl/comments` and `.xml` → `xl/comments1.xml`. */
  free(before: string, after: string): string {
    for (let i = 1; ; i++) {
      const name = `${before}${i}${after}`;
      if (!this.book.zip.find(name) && !this.changed.has(name)) return name;
    }
  }

  /** A new part with its kind, and a relationship that leads to it; answers the relationship's id. */
  add(from: string, type: string, part: string, text: string, kind: { readonly contentType: string; readonly extension?: string }): string {
    this.changed.set(part, text);
    const types = this.text(contentTypes) ?? '';
    const known = kind.extension !== undefined && new RegExp(`Extension=["']${kind.extension}["']`, 'i').test(types);
    const what = kind.extension ? `Default Extension="${kind.extension}"` : `Override PartName="/${escapeXml(part)}"`;
    if (!known)
      this.set(
        contentTypes,
        intoRoot(types, (prefix) => `<${prefix}${what} ContentType="${kind.contentType}"/>`, !!kind.extension),
      );
    return this.relate(from, type, part);
  }

  private relate(from: string, type: string, to: string): string {
    const part = relationshipsPart(from);
    const before =
      this.text(part) ?? `${xmlHead}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>`;
    const taken = new Set([...before.matchAll(/\bId\s*=\s*["']([^"']*)["']/g)].map((found) => found[1]));
    let number = taken.size + 1;
    while (taken.has(`rId${number}`)) number++;
    const target = posix.relative(posix.dirname(from), to);
    const line = (prefix: string) =>
      `<${prefix}Relationship Id="rId${number}" Type="${this.relationships}/${type}" Target="${escapeXml(target)}"/>`;
    this.set(part, intoRoot(before, line));
    return `rId${number}`;
  }

  /** The part that a relationship of this type leads to. */
  related(from: string, type: string): string | null {
    return relationshipsOf(this.book.zip, from).find((one) => one.type === type && !one.outside)?.target ?? null;
  }

  /** All parts whose names end so. */
  named(ending: string): string[] {
    const names = new Set([...this.book.zip.entries.map((entry) => entry.name), ...this.changed.keys()]);
    return [...names].filter((name) => name.toLowerCase().endsWith(ending));
  }

  bytes(): Uint8Array {
    const { zip } = this.book;
    const changed = new Map([...this.changed].map(([part, text]) => [part.toLowerCase(), { part, text }]));
    const kept = zip.entries.map((entry) => {
      const edited = changed.get(entry.name.toLowerCase());
      if (!edited) return entry;
      changed.delete(entry.name.toLowerCase());
      return { name: entry.name, content: xmlBytes(edited.text, this.heads.get(entry.name.toLowerCase())) };
    });
    return writeZip([...kept, ...[...changed.values()].map(({ part, text }) => ({ name: part, content: xmlBytes(text) }))]);
  }
}

/** Puts a line at the end (or the beginning) of the root element, with the root's prefix. */
function intoRoot(text: string, line: (prefix: string) => string, first = false): string {
  const open = /<(?!\?|!)([\w.-]+:)?[\w.-]+[^>]*>/.exec(text);
  if (!open) return text;
  const [tag, prefix = ''] = open;
  const end = open.index + tag.length;
  if (tag.endsWith('/>')) {
    const name = /^<([^\s/>]+)/.exec(tag)?.[1] ?? '';
    return `${text.slice(0, end - 2)}>${line(prefix)}</${name}>${text.slice(end)}`;
  }
  const at = first ? end : text.lastIndexOf('</');
  return text.slice(0, at) + line(prefix) + text.slice(at);
}

export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The text with its edits, which don't overlap; of several at one place the first comes first. */
export function edited(text: string, edits: readonly Edit[]): string {
  const sorted = edits.map((edit, i) => ({ ...edit, i })).sort((a, b) => a.from - b.from || a.i - b.i);
  const pieces: string[] = [];
  let at = 0;
  for (const { from, to, text: put } of sorted) {
    pieces.push(text.slice(at, from), put);
    at = to;
  }
  pieces.push(text.slice(at));
  return pieces.join('');
}

/** A tag with an attribute's value set, or the attribute added behind the name. */
export function withAttribute(tag: string, name: string, value: string): string {
  const pattern = new RegExp(`(\\s${name}\\s*=\\s*)("[^"]*"|'[^']*')`);
  if (pattern.test(tag)) return tag.replace(pattern, (_all, before: string) => `${before}"${value}"`);
  return tag.replace(/^<[^\s/>]+/, (start) => `${start} ${name}="${value}"`);
}
