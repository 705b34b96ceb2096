/**
 * Reads the XML of workbooks token by token, with places, so that parts can be replaced without touching the rest. Knows no
 * DTD: a DOCTYPE is refused, entities are the five of XML and numbers.
 */
import { damaged, refuse } from '../refuse.ts';

const mostDepth = 200;

export class XmlScan {
  readonly text: string;
  private readonly part: string;
  private readonly open: string[] = [];
  private pending: string | null = null;
  private seenRoot = false;
  /** What was found last; an element without content gives `open` and `close`. */
  kind: 'open' | 'close' | 'text' | 'end' = 'end';
  /** Local name (without prefix) of the element. */
  name = '';
  /** Prefix with its colon, or ''. */
  prefix = '';
  /** Where the token begins and ends in `text`. */
  start = 0;
  end = 0;
  selfClosing: boolean = false;

  /** `part` is named in a refusal. */
  constructor(text: string, part: string) {
    this.text = text;
    this.part = part;
    if (text.charCodeAt(0) === 0xfeff) this.end = 1;
  }

  /** Elements that are open now. */
  get depth(): number {
    return this.open.length;
  }

  /** Goes to the next token; false at the end. Refuses what isn't well-formed. */
  next(): boolean {
    if (this.pending !== null) {
      this.kind = 'close';
      this.pending = null;
      this.open.pop();
      return true;
    }
    const { text } = this;
    for (;;) {
      const at = this.end;
      if (at >= text.length) {
        if (this.open.length > 0 || !this.seenRoot) damaged(this.part);
        this.kind = 'end';
        return false;
      }
      this.start = at;
      if (text.charCodeAt(at) !== 60) {
        const next = text.indexOf('<', at);
        this.end = next < 0 ? text.length : next;
        if (this.open.length === 0) {
          if (text.slice(at, this.end).trim() !== '') damaged(this.part);
          continue;
        }
        this.kind = 'text';
        return true;
      }
      const second = text.charCodeAt(at + 1);
      if (second === 33) {
        if (this.special()) return true;
      } else if (second === 63) {
        this.end = this.after('?>', at + 2);
      } else if (second === 47) {
        this.closeTag();
        return true;
      } else {
        this.openTag();
        return true;
      }
    }
  }

  /** Value of an attribute of the open tag, by its name as written (`r:id` too); decoded. */
  attr(name: string): string | undefined {
    const found = this.attrSpan(name);
    return found && decodeXml(this.text.slice(found.from, found.to), this.part);
  }

  /** Value of the attribute whose local name is this and that has a prefix (`r:id`, `rel:id`). */
  attrPrefixed(local: string): string | undefined {
    const found = this.attrSpan(local, true);
    return found && decodeXml(this.text.slice(found.from, found.to), this.part);
  }

  /** Where the value of an attribute stands, without its quotes. */
  attrSpan(name: string, prefixed = false): { from: number; to: number } | undefined {
    const { text } = this;
    const end = this.end - (this.selfClosing ? 2 : 1);
    let at = this.start + 1 + this.prefix.length + this.name.length;
    while (at < end) {
      if (text.charCodeAt(at) <= 32) {
        at++;
        continue;
      }
      const equals = text.indexOf('=', at);
      if (equals < 0 || equals >= end) damaged(this.part);
      let from = equals + 1;
      while (text.charCodeAt(from) <= 32) from++;
      const quote = text[from];
      const to = quote === '"' || quote === "'" ? text.indexOf(quote, from + 1) : -1;
      if (to < 0 || to >= end) damaged(this.part);
      const found = text.slice(at, equals).trimEnd();
      if (prefixed ? found.endsWith(`:${name}`) : found === name) return { from: from + 1, to };
      at = to + 1;
    }
    return undefined;
  }

  /** The text of the token, decoded. */
  content(): string {
    if (this.text.startsWith('<![CDATA[', this.start)) return this.text.slice(this.start + 9, this.end - 3);
    return decodeXml(this.text.slice(this.start, this.end), this.part);
  }

  /** Goes behind the element that was just opened. */
  skip(): void {
    const depth = this.open.length - 1;
    while (this.open.length > depth) this.next();
  }

  /** The text of the element that was just opened, without its children's; goes behind it. */
  textOf(): string {
    const depth = this.open.length;
    let found = '';
    while (this.next() && this.open.length >= depth) if (this.kind === 'text' && this.open.length === depth) found += this.content();
    return found;
  }

  private special(): boolean {
    const { text, start } = this;
    if (text.startsWith('<!--', start)) {
      this.end = this.after('-->', start + 4);
      return false;
    }
    if (text.startsWith('<![CDATA[', start) && this.open.length > 0) {
      this.end = this.after(']]>', start + 9);
      this.kind = 'text';
      return true;
    }
    return /^<!(DOCTYPE|ENTITY)/i.test(text.slice(start, start + 9)) ? refuse('sheets.unsafe-xml') : damaged(this.part);
  }

  private after(mark: string, from: number): number {
    const at = this.text.indexOf(mark, from);
    return at < 0 ? damaged(this.part) : at + mark.length;
  }

  private closeTag(): void {
    const { text, start } = this;
    const close = this.after('>', start + 2);
    const raw = text.slice(start + 2, close - 1).trimEnd();
    if (this.open.pop() !== raw) damaged(this.part);
    this.end = close;
    this.kind = 'close';
    this.named(raw);
  }

  private openTag(): void {
    const { text, start } = this;
    let at = start + 1;
    let code = text.charCodeAt(at);
    while (code > 32 && code !== 62 && code !== 47) code = text.charCodeAt(++at);
    const raw = text.slice(start + 1, at);
    while (code !== 62) {
      if (code === 34 || code === 39) {
        at = text.indexOf(code === 34 ? '"' : "'", at + 1);
        if (at < 0) damaged(this.part);
      } else if (code === 60 || Number.isNaN(code)) damaged(this.part);
      code = text.charCodeAt(++at);
    }
    if (raw === '' || this.open.length >= mostDepth || (this.open.length === 0 && this.seenRoot)) damaged(this.part);
    this.seenRoot = true;
    this.end = at + 1;
    this.selfClosing = text.charCodeAt(at - 1) === 47;
    this.kind = 'open';
    this.open.push(raw);
    if (this.selfClosing) this.pending = raw;
    this.named(raw);
  }

  private named(raw: string): void {
    const colon = raw.indexOf(':');
    this.prefix = colon < 0 ? '' : raw.slice(0, colon + 1);
    this.name = colon < 0 ? raw : raw.slice(colon + 1);
  }
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Entities become their characters, line ends become `\n`. */
function decodeXml(raw: string, part: string): string {
  const lines = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
  if (!lines.includes('&')) return lines;
  return lines.replace(/&([^;&]{0,10})(;?)/g, (_all, inner: string, end: string) => {
    const known = named[inner];
    if (end === '') return damaged(part);
    if (known !== undefined) return known;
    const number = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))$/i.exec(inner);
    const code = number ? Number.parseInt(number[1] ?? number[2] ?? '', number[1] ? 16 : 10) : 0;
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : damaged(part);
  });
}
