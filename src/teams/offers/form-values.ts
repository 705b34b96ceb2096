/** What a form sent, as text. */
import { tidy } from '../../platform/text/index.ts';

function value(body: unknown, name: string): string {
  const found: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
  return typeof found === 'string' ? found : '';
}

/** A field of one line. */
export const lineOf = (body: unknown, name: string): string => tidy(value(body, name)).slice(0, 200);

/** A field of several lines. */
export const linesOf = (body: unknown, name: string): string => value(body, name).replaceAll('\r\n', '\n').trim();
