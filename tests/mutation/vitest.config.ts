import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** The tests that need neither a server nor a database: fast enough to run for every mutant. */
export default defineConfig({
  root: path.join(import.meta.dirname, '../..'),
  test: { include: ['tests/pure/**/*.test.ts'], testTimeout: 30_000 },
});
