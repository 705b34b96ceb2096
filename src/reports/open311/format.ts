/**
 * Answers of GeoReport v2 in JSON and XML. XML is written here and never read: the standard has no XML that comes in, so no entity is ever expanded.
 * Text of reports stands escaped between tags; characters that XML 1.0 can't carry are left out.
 */
import type { FastifyReply } from 'fastify';

export const formats = ['json', 'xml'] as const;
export type Format = (typeof formats)[number];

export const types: Readonly<Record<Format, string>> = { json: 'application/json; charset=utf-8', xml: 'text/xml; charset=utf-8' };

type Plain = string | number | boolean | null;
export interface Item {
  readonly [name: string]: Plain | Many;
}
/** A list inside an answer: in XML each of it has a name, in JSON it is an array. */
interface Many {
  readonly each: string;
  readonly items: readonly (Item | string)[];
}

/** A list whose items are called `each` in XML. */
export const many = (each: string, items: readonly (Item | string)[]): Many => ({ each, items });

/** What an answer is called in XML. In JSON a list is an array and a single thing an object. */
export type Body =
  | { readonly root: string; readonly each: string; readonly items: readonly Item[] }
  | { readonly root: string; readonly item: Item };

const isMany = (value: Plain | Many | Item): value is Many =>
  typeof value === 'object' && value !== null && 'each' in value && 'items' in value && Array.isArray(value.items);

type Json = Plain | readonly Json[] | { readonly [name: string]: Json };

function jsonOf(item: Item | string): Json {
  if (typeof item === 'string') return item;
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, isMany(value) ? value.items.map(jsonOf) : value]));
}

/** Control characters and what is no character: XML 1.0 carries none of them but tab and ends of lines. */
const forbidden = /[\p{Cc}\ufffe\uffff]/gu;
const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Text as it stands between tags. */
export const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    .replace(forbidden, (mark) => (/\s/.test(mark) ? mark : ''))
    .replace(/[&<>"']/g, (mark) => marks[mark] ?? '')
    .replaceAll('\r', '&#13;');

function element(name: string, value: Plain | Many | Item): string {
  const inner = innerOf(value);
  return inner === '' ? `<${name}/>` : `<${name}>${inner}</${name}>`;
}

function innerOf(value: Plain | Many | Item): string {
  if (value === null || typeof value !== 'object') return escapeXml(String(value ?? ''));
  if (isMany(value)) return value.items.map((item) => element(value.each, item)).join('');
  return Object.entries(value)
    .map(([key, one]) => element(key, one))
    .join('');
}

/** The text of an answer. */
export function write(format: Format, body: Body): string {
  if (format === 'json') return JSON.stringify('item' in body ? jsonOf(body.item) : body.items.map(jsonOf));
  const inner = 'item' in body ? body.item : many(body.each, body.items);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(body.root, inner)}\n`;
}

/** A moment as the standard writes it (W3C note on ISO 8601), to the second. */
export const momentOf = (at: Temporal.Instant | null): string | null => at?.toString({ smallestUnit: 'second' }) ?? null;

/** Sends an answer that is nobody else's. */
export function send(reply: FastifyReply, format: Format, status: number, body: Body): FastifyReply {
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'private, no-store');
  return reply.code(status).type(types[format]).send(write(format, body));
}

/** An error as the standard has it: the status once more, and words that say what to do. */
export function sendError(reply: FastifyReply, format: Format, status: number, description: string): FastifyReply {
  return send(reply.header('cache-control', 'no-store'), format, status, {
    root: 'errors',
    each: 'error',
    items: [{ code: status, description }],
  });
}
