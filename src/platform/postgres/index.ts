/** The embedded PostgreSQL: started by whoever needs it first, stopped by whoever leaves last. */
export { type EmbeddedOptions, type EmbeddedServer, openEmbedded } from './embedded.ts';
export type { Holder } from './session.ts';
