/** What the measurements of reports call directly. It reaches pages, which are TSX, so this file is loaded through Vite (`runnerImport`). */
export { openSession } from '../../src/people/index.ts';
// A transaction is known by a symbol of the module that opened it, so the database is opened by the same copy of the code.
export { readConfig } from '../../src/platform/config/index.ts';
export { openVault, readDataKeys } from '../../src/platform/crypto/index.ts';
export { openDatabase } from '../../src/platform/db/index.ts';
export { openMessages } from '../../src/platform/messaging/index.ts';
export { dutyState } from '../../src/platform/session/index.ts';
export { submitReport } from '../../src/reports/core/index.ts';
