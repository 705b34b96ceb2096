/** Documents: kept as they are, and only ever saved, never shown by us. */
import { readFile } from 'node:fs/promises';
import { accepted, type Outcome, refused } from '../../../outcome/index.ts';
import { defaultLimits } from '../../../sheets/types.ts';
import { openZip } from '../../../sheets/zip/open-zip.ts';
import type { Media } from '../types.ts';

const zipLimits = { ...defaultLimits, bytes: 100_000_000, unpackedBytes: 500_000_000, parts: 10_000 };
const END_OF_PDF = 2048;

/** A PDF that has an end. Refusal: files.damaged. */
export async function checkPdf(path: string): Promise<Outcome<Media>> {
  const bytes = await readFile(path);
  return bytes.subarray(-END_OF_PDF).includes('%%EOF') ? accepted({ type: 'application/pdf' }) : refused({ code: 'files.damaged' });
}

/** What can run when an Office file is opened: macros, ActiveX, embedded programs. */
const canRun = /vba(project|data)|macrosheets|activex|embeddings\/[^/]*\.bin$/i;

const office = {
  'word/document.xml': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'xl/workbook.xml': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** DOCX and XLSX without macros. Refusals: files.kind (another zip), files.macros, files.damaged. */
export async function checkOffice(path: string): Promise<Outcome<Media>> {
  try {
    const zip = openZip(await readFile(path), zipLimits);
    const names = zip.entries.map(({ name }) => name);
    const main = (Object.keys(office) as (keyof typeof office)[]).find((name) => names.includes(name));
    const types = zip.read('[Content_Types].xml');
    if (!main || !types) return refused({ code: 'files.kind' });
    const declared = Buffer.from(types).toString('utf8');
    if (names.some((name) => canRun.test(name)) || /macroenabled/i.test(declared)) return refused({ code: 'files.macros' });
    return accepted({ type: office[main] });
  } catch {
    return refused({ code: 'files.damaged' });
  }
}
