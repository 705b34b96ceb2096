/** Where a page of a list ended, as an opaque text for the address of the next one. */
export interface Cursor {
  readonly score: number;
  readonly name: string;
  readonly id: string;
}

export function writeCursor({ score, name, id }: Cursor): string {
  return Buffer.from(JSON.stringify([score, name, id])).toString('base64url');
}

const uuidForm = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

/** Whether the text has the form of our ids. Texts of another form never reach the database. */
export function isId(text: string): boolean {
  return uuidForm.test(text);
}

/** `null` for a text that was not made by `writeCursor`. */
export function readCursor(text: string): Cursor | null {
  try {
    const read: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(read)) return null;
    const [score, name, id] = read as unknown[];
    return typeof score === 'number' && Number.isInteger(score) && typeof name === 'string' && typeof id === 'string' && isId(id)
      ? { score, name, id }
      : null;
  } catch {
    return null;
  }
}
