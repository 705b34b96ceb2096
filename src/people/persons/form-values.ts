import { tidy } from '../../platform/text/index.ts';

/** A field of a form as one tidied line; whatever is not text is empty. */
export function lineOf(body: unknown, field: string): string {
  const value = typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>)[field] : undefined;
  return typeof value === 'string' ? tidy(value) : '';
}

/** The values of a field that can be ticked several times. */
export function manyOf(body: unknown, field: string): readonly string[] {
  const value = typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>)[field] : undefined;
  if (typeof value === 'string') return value === '' ? [] : [value];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** Several lines of text, each tidied. */
export function linesOf(body: unknown, field: string): string {
  const value = typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>)[field] : undefined;
  return typeof value === 'string' ? value.split('\n').map(tidy).join('\n').trim() : '';
}
