/** Loads the documents and clauses that the project ships. Fixed ids and insert-or-update make repeats harmless. */
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { record } from '../audit/index.ts';
import type { Tx } from '../platform/db/index.ts';
import type { Actor } from '../platform/session/index.ts';
import type { LegalRows } from './rows.gen.ts';

/** How many rows were new or different from what was there, and how many were the same. */
export interface LoadCounts {
  readonly changed: number;
  readonly unchanged: number;
}

type Line = Readonly<Record<string, string | undefined>>;

function read(csvText: string): Line[] {
  return parse(csvText.normalize('NFC'), { columns: true, bom: true, skip_empty_lines: true, trim: true });
}

function needed(line: Line, column: string): string {
  const value = line[column];
  if (value === undefined || value === '') throw new Error(`legal reference data: ${line.number ?? line.path ?? 'a row'} has no ${column}`);
  return value;
}

function orNull(line: Line, column: string): string | null {
  return line[column] || null;
}

/** First and last day in force as a half-open range; null where the first is unknown. */
function inForce(line: Line): string | null {
  const from = orNull(line, 'in_force_from');
  const last = orNull(line, 'in_force_to');
  if (from === null) return null;
  return `[${from},${last === null ? '' : Temporal.PlainDate.from(last).add({ days: 1 }).toString()})`;
}

/**
 * Loads one file of data/legal/: documents, or excerpts of them where it has the column `document`. Throws on a row that
 * lacks what it needs: shipped data is right or the start stops.
 */
export async function loadLegalDocuments(tx: Tx, actor: Actor, csvText: string): Promise<LoadCounts> {
  const lines = read(csvText);
  return lines[0]?.document === undefined ? await loadDocuments(tx, actor, lines) : await loadClauses(tx, actor, lines);
}

/**
 * Columns: id, number, kind, issuer, title_vi, title_en, signed_on, in_force_from, in_force_to (last day), verified (yes/no),
 * verification_note, source, url.
 */
async function loadDocuments(tx: Tx, actor: Actor, lines: readonly Line[]): Promise<LoadCounts> {
  let changed = 0;
  for (const line of lines) {
    const id = needed(line, 'id');
    const values = {
      number: needed(line, 'number'),
      kind: needed(line, 'kind'),
      issuer: needed(line, 'issuer'),
      title_vi: needed(line, 'title_vi'),
      title_en: orNull(line, 'title_en'),
      signed_on: orNull(line, 'signed_on'),
      in_force: inForce(line),
      verified: needed(line, 'verified') === 'yes',
      verification_note: line.verification_note ?? '',
      source: needed(line, 'source'),
      url: orNull(line, 'url'),
    };
    const written = await tx
      .rows<LegalRows>()
      .insertInto('legal.document')
      .values({ id, ...values })
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet(values)
          .where(
            sql<boolean>`(document.number, document.kind, document.issuer, document.title_vi, document.title_en, document.signed_on, document.in_force,
              document.verified, document.verification_note, document.source, document.url)
              is distinct from (excluded.number, excluded.kind, excluded.issuer, excluded.title_vi, excluded.title_en, excluded.signed_on,
              excluded.in_force, excluded.verified, excluded.verification_note, excluded.source, excluded.url)`,
          ),
      )
      .returning('id')
      .execute();
    if (written.length === 0) continue;
    changed += 1;
    await record(tx, actor, { action: 'legal.record-document', subject: { kind: 'legal-document', id }, fields: Object.keys(values) });
  }
  return { changed, unchanged: lines.length - changed };
}

/** Columns: id, document (number), path, ordinal, text. The documents must be there. */
async function loadClauses(tx: Tx, actor: Actor, lines: readonly Line[]): Promise<LoadCounts> {
  const changedDocuments = new Set<string>();
  let changed = 0;
  for (const line of lines) {
    const number = needed(line, 'document');
    const document = await tx.rows<LegalRows>().selectFrom('legal.document').select('id').where('number', '=', number).executeTakeFirst();
    if (document === undefined)
      throw new Error(`legal reference data: clause ${line.path ?? ''} cites ${number}, which is not in documents.csv`);
    const values = {
      document_id: document.id,
      path: needed(line, 'path'),
      ordinal: Number(needed(line, 'ordinal')),
      text: needed(line, 'text'),
    };
    const written = await tx
      .rows<LegalRows>()
      .insertInto('legal.clause')
      .values({ id: needed(line, 'id'), ...values })
      .onConflict((conflict) =>
        conflict
          .column('id')
          .doUpdateSet(values)
          .where(
            sql<boolean>`(clause.document_id, clause.path, clause.ordinal, clause.text)
              is distinct from (excluded.document_id, excluded.path, excluded.ordinal, excluded.text)`,
          ),
      )
      .returning('id')
      .execute();
    changed += written.length;
    if (written.length > 0) changedDocuments.add(document.id);
  }
  for (const id of changedDocuments) {
    await record(tx, actor, { action: 'legal.record-clauses', subject: { kind: 'legal-document', id }, fields: ['clauses'] });
  }
  return { changed, unchanged: lines.length - changed };
}
