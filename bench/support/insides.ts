/** What the measurements of access call directly. Pages are TSX, so this file is loaded through Vite (`runnerImport`). */
export { record } from '../../src/audit/index.ts';
export { openActors, openSession } from '../../src/people/index.ts';
