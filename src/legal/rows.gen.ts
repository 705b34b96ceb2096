/** The rows of schema legal. Made from the database by `npm run db:types`; changed by a migration only. */
import type { Generated } from 'kysely';

/** A part of a document that something cites. */
export interface ClauseRow {
  /** Identity; fixed for clauses shipped as reference data. */
  id: string;
  /** The document it is part of. */
  document_id: string;
  /** Place in the document as one cites it, e.g. Điều 1.khoản 2. */
  path: string;
  /** Order inside the document, as printed. */
  ordinal: Generated<number>;
  /** What the clause says: its words, or a summary that says that it is one. */
  text: string;
}

/** One official document that rules, events or figures rest on. */
export interface DocumentRow {
  /** Identity; fixed for documents shipped as reference data. */
  id: string;
  /** Number and symbol as printed, e.g. 1673/NQ-UBTVQH15: the key by which people and import files name the document. */
  number: string;
  /** What kind of paper it is, by its name in Vietnamese law. */
  kind: string;
  /** The body that issued it, in Vietnamese. */
  issuer: string;
  /** Subject of the document as printed, or in short where the exact words are not at hand. */
  title_vi: string;
  /** Subject in English, ours; missing where nobody has translated it. */
  title_en: string | null;
  /** Civil date of signature; missing where unknown. */
  signed_on: string | null;
  /** Days in force, [from,to); missing where unknown, open end while in force. */
  in_force: string | null;
  /** True when number, date and what is cited from it were compared with the text of the document. */
  verified: Generated<boolean>;
  /** What was compared with what, or what is in doubt. */
  verification_note: Generated<string>;
  /** Where this record was taken from. */
  source: string;
  /** Public address of the text, where there is one. */
  url: string | null;
  /** SHA-256 (hex) of the stored copy in the file store, where there is one. */
  file_hash: string | null;
}

export interface LegalRows {
  'legal.clause': ClauseRow;
  'legal.document': DocumentRow;
}
