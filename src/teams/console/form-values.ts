/** What forms and addresses brought, as texts. */
import { tidy } from '../../platform/text/index.ts';

const fieldOf = (of: unknown, field: string): unknown =>
  typeof of === 'object' && of !== null && Object.hasOwn(of, field) ? Object.entries(of).find(([name]) => name === field)?.[1] : undefined;

/** A field as one tidied line, at most 300 signs; whatever is not text is empty. Of several values the first counts. */
export function lineOf(of: unknown, field: string): string {
  const value = fieldOf(of, field);
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? tidy(first).slice(0, 300) : '';
}

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether the text can be an id at all. */
export const isId = (text: string): boolean => uuidForm.test(text);

/** The text as an id, or null. */
export const idOf = (text: string): string | null => (isId(text) ? text : null);
