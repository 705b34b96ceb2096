/** Reading forms and addresses. */
import { tidy } from '../platform/text/index.ts';

const idForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether the text can be an id of ours. */
export const isId = (text: string): boolean => idForm.test(text);

function fieldOf(source: unknown, field: string): unknown {
  return typeof source === 'object' && source !== null ? Reflect.get(source, field) : undefined;
}

/** A field as one tidy line; empty for anything but text. */
export function lineOf(source: unknown, field: string): string {
  const value = fieldOf(source, field);
  return typeof value === 'string' ? tidy(value) : '';
}

/** A field of several lines, as it was typed. */
export function textOf(source: unknown, field: string): string {
  const value = fieldOf(source, field);
  return typeof value === 'string' ? value.normalize('NFC') : '';
}

/** A field that may be there several times. */
export function linesOf(source: unknown, field: string): readonly string[] {
  return [fieldOf(source, field)].flat().filter((one): one is string => typeof one === 'string');
}
