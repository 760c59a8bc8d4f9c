import path from 'node:path';
import { defineConfig } from 'vitest/config';

const root = path.join(import.meta.dirname, '..');

/** Every suite runs twice: on the embedded database and on a real PostgreSQL. */
export default defineConfig({
  root,
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // The suites start servers, and some processes of their own: three at a time is what two cores take, since many of them wait.
    maxWorkers: 3,
    pool: 'forks',
    coverage: { provider: 'v8', include: ['api/**/*.ts', 'db/**/*.ts'] },
    projects: [
      project('embedded', ['tests/**/*.test.ts']),
      // Nothing there depends on the database.
      project(
        'postgresql',
        ['tests/**/*.test.ts'],
        [
          'tests/{desktop,packaging,pure,repository,standin}/**',
          'tests/end-to-end/{accessibility,keyboard}.test.ts',
        ],
      ),
    ],
  },
});

function project(name: 'embedded' | 'postgresql', include: string[], exclude: string[] = []) {
  return {
    extends: true as const,
    test: { name, include, exclude, globalSetup: [`tests/support/global-setup-${name}.ts`] },
  };
}
