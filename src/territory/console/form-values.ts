import { tidy } from '../../platform/text/index.ts';

/** A field of a form as it came: one line is tidied, several lines keep their breaks. Whatever is not text is empty. */
export function typedIn(body: unknown, field: string): string {
  const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[field] : undefined;
  if (typeof value !== 'string') return '';
  return value.includes('\n') ? value.split('\n').map(tidy).join('\n').trim() : tidy(value);
}
