/** The append-only trail: who did what to what, and the seals that show that nobody touched it since. */
export { auditVerify } from './cli.ts';
export { module } from './module.ts';
export { type AboutEntry, aboutPerson } from './queries.ts';
export { record, recordAll } from './record.ts';
export { beginEraAfterRestore } from './seal/era.ts';
