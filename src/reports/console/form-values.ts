/** What a form sent, as text. */
import { tidy } from '../../platform/text/index.ts';

function value(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;
}

/** A field of one line. */
export function lineOf(body: unknown, name: string): string {
  const found = value(body, name);
  return typeof found === 'string' ? tidy(found).slice(0, 300) : '';
}

/** A field of several lines. */
export function linesOf(body: unknown, name: string): string {
  const found = value(body, name);
  return typeof found === 'string' ? found.normalize('NFC').replaceAll('\r\n', '\n').trim() : '';
}

/** A field that may come several times, such as ticks of a list. */
export function manyOf(body: unknown, name: string): readonly string[] {
  const found = value(body, name);
  const all: readonly unknown[] = Array.isArray(found) ? found : [found];
  return all.filter((one): one is string => typeof one === 'string' && one !== '');
}
