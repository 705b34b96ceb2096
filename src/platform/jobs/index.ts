/** Work that is done later, outside of requests: kept in PostgreSQL, created in the transaction of the change, run at least once. */
export { installJobs } from './install.ts';
export { openJobs } from './jobs.ts';
export type { JobDefinition, Jobs, JsonObject } from './types.ts';
