/** What the measurements of coverage call directly. It reaches pages, which are TSX, so this file is loaded through Vite (`runnerImport`). */
export { checkCoverage } from '../../src/indicators/coverage/check.ts';
export { rebuildCoverage } from '../../src/indicators/index.ts';
// A transaction is known by a symbol of the module that opened it, so the database is opened by the same copy of the code.
export { openDatabase } from '../../src/platform/db/index.ts';
export { changeRosters } from '../../src/teams/store/change-rosters.ts';
