import { createHash } from 'node:crypto';
import { isDay } from '../../../platform/calendar/index.ts';
import { accepted, type Outcome, refused } from '../../../platform/outcome/index.ts';
import { type BoundaryFile, parseBoundaryFile } from '../../geo/boundaries.ts';
import type { TableKind } from './columns.ts';
import { decodeFile } from './decode.ts';
import { readTable } from './table.ts';
import { type ImportInput, importLimits, type Table } from './types.ts';

/** A file that could be read, before the record is asked. */
export type ParsedFile = { readonly fileName: string; readonly hash: string } & (
  | { readonly kind: TableKind; readonly table: Table }
  | { readonly kind: 'boundaries'; readonly boundaries: BoundaryFile; readonly from: string }
);

/** Decodes and parses a file. Refused as a whole: what is no table or map, and boundaries without a first day. */
export async function parseImport(input: ImportInput): Promise<Outcome<ParsedFile>> {
  const { kind, bytes } = input;
  const text = decodeFile(bytes, kind === 'boundaries' ? importLimits.boundaryBytes : importLimits.tableBytes);
  if (!text.ok) return text;
  const common = { fileName: input.fileName, hash: hashOf(bytes) };
  if (kind === 'boundaries') {
    const from = input.from ?? '';
    if (from === '') return refused({ code: 'territory.import-from-missing', field: 'from' });
    if (!isDay(from)) return refused({ code: 'territory.import-date', params: { value: from.slice(0, 60) }, field: 'from' });
    const file = parseBoundaryFile(text.value, { maxBytes: importLimits.boundaryBytes, maxPoints: importLimits.boundaryPoints });
    return file.ok ? accepted({ ...common, kind, boundaries: file.value, from }) : file;
  }
  const table = await readTable(kind, text.value.normalize('NFC'));
  return table.ok ? accepted({ ...common, kind, table: table.value }) : table;
}

/** SHA-256 of the content, lower-case hex: the name under which the file store keeps it. */
export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
