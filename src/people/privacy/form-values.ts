import { tidy } from '../../platform/text/index.ts';

/** A field of a form as it came: lines tidied, breaks kept. Whatever is not text is empty. */
export function typedIn(body: unknown, field: string): string {
  const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[field] : undefined;
  return typeof value === 'string' ? value.split('\n').map(tidy).join('\n').trim() : '';
}

/** Whether the text of an address can be an id: what can't be is unknown, and never reaches the database. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
