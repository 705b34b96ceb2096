/** What a form brought. */

/** A field as it was typed, to the last space: a password is not ours to tidy. Whatever is not text is empty. */
export function rawIn(body: unknown, field: string): string {
  const value = typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>)[field] : undefined;
  return typeof value === 'string' ? value : '';
}

/** One line without spaces at its ends. */
export function lineIn(body: unknown, field: string): string {
  return rawIn(body, field).trim();
}

/** Whether a box was ticked. */
export function tickedIn(body: unknown, field: string): boolean {
  return rawIn(body, field) === 'yes';
}
