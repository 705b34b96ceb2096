/** The door to the legal module. */
export type { Clause, LegalDocument } from './contract.ts';
export { DocumentReference } from './document-reference.tsx';
export { type LoadCounts, loadLegalDocuments } from './load.ts';
export { module } from './module.ts';
export { clausesOf, type DocumentPage, documentsByIds, documentsByNumbers, findDocument, listDocuments } from './queries.ts';
