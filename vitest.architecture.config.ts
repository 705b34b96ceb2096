import { defineConfig } from 'vitest/config';

/** The architecture test needs no database, so `npm run check` runs it by itself. */
export default defineConfig({ test: { include: ['test/architecture.test.ts'] } });
