/** What pages, programs and other modules ask about legal documents. */
import { type Selectable, sql } from 'kysely';
import type { Reader } from '../platform/db/index.ts';
import type { Clause, DocumentKind, LegalDocument } from './contract.ts';
import type { DocumentRow, LegalRows } from './rows.gen.ts';

const FIRST_DAY = '0001-01-01';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** '[2022-01-01,2025-07-01)' -> first and last day; an open end is null. */
function daysOf(range: string | null): { from: string | null; to: string | null } {
  const [from = '', until = ''] = (range ?? '').replace(/^\[|\)$/g, '').split(',');
  return { from: from || null, to: until === '' ? null : Temporal.PlainDate.from(until).subtract({ days: 1 }).toString() };
}

function shaped(row: Selectable<DocumentRow>): LegalDocument {
  const days = daysOf(row.in_force);
  return {
    id: row.id,
    number: row.number,
    // The column's check keeps it inside the list of kinds.
    kind: row.kind as DocumentKind,
    issuer: row.issuer,
    title: row.title_vi,
    titleEn: row.title_en,
    signedOn: row.signed_on,
    inForceFrom: days.from,
    inForceTo: days.to,
    verified: row.verified,
    verificationNote: row.verification_note,
    source: row.source,
    url: row.url,
  };
}

/** The document with this id, or with this number as printed; null where there is none. */
export async function findDocument(reader: Reader, idOrNumber: string): Promise<LegalDocument | null> {
  const text = idOrNumber.normalize('NFC').trim();
  const found = await (UUID.test(text) ? documentsByIds(reader, [text]) : documentsByNumbers(reader, [text]));
  return found.get(text) ?? null;
}

/** Documents by id: for lists that cite several. Unknown ids are missing from the answer. */
export async function documentsByIds(reader: Reader, ids: readonly string[]): Promise<Map<string, LegalDocument>> {
  const rows = await reader
    .rows<LegalRows>()
    .selectFrom('legal.document')
    .selectAll()
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute();
  return new Map(rows.map((row) => [row.id, shaped(row)]));
}

/** Documents by number as printed (NFC): for files that name documents. Unknown numbers are missing from the answer. */
export async function documentsByNumbers(reader: Reader, numbers: readonly string[]): Promise<Map<string, LegalDocument>> {
  const rows = await reader
    .rows<LegalRows>()
    .selectFrom('legal.document')
    .selectAll()
    .where(sql<boolean>`number = any(${numbers}::text[])`)
    .execute();
  return new Map(rows.map((row) => [row.number, shaped(row)]));
}

export interface DocumentPage {
  readonly items: readonly LegalDocument[];
  /** Whether more follow the last one. */
  readonly more: boolean;
}

/** Documents from the newest to the oldest, those without a date last. `after` is the id of the last one seen; an unknown one gives an empty page. */
export async function listDocuments(reader: Reader, options: { limit: number; after?: string | undefined }): Promise<DocumentPage> {
  const order = sql<string>`coalesce(signed_on, ${FIRST_DAY}::date)`;
  let query = reader.rows<LegalRows>().selectFrom('legal.document').selectAll().orderBy(order, 'desc').orderBy('number');
  if (options.after !== undefined) {
    const last = await findDocument(reader, options.after);
    if (last === null) return { items: [], more: false };
    const day = last.signedOn ?? FIRST_DAY;
    query = query.where(sql<boolean>`(${order} < ${day}::date or (${order} = ${day}::date and number > ${last.number}))`);
  }
  const rows = await query.limit(options.limit + 1).execute();
  return { items: rows.slice(0, options.limit).map(shaped), more: rows.length > options.limit };
}

/** The clauses of a document that we hold, in printed order. */
export async function clausesOf(reader: Reader, documentId: string): Promise<Clause[]> {
  return await reader
    .rows<LegalRows>()
    .selectFrom('legal.clause')
    .select(['path', 'text'])
    .where('document_id', '=', documentId)
    .orderBy('ordinal')
    .orderBy('path')
    .execute();
}
