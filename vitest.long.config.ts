import { defineConfig, mergeConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** More seeds, crash rounds, large fixtures and PostgreSQL 15: minutes, not seconds. */
const merged = mergeConfig(base, defineConfig({ test: { testTimeout: 600_000, hookTimeout: 600_000 } }));
export default {
  ...merged,
  test: { ...merged.test, include: ['src/**/*.long.test.ts', 'test/**/*.long.test.ts'], exclude: ['node_modules/**'] },
};
