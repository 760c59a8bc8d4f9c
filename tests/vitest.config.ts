import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

const root = path.join(import.meta.dirname, '..');

// In memory, where there is room: a database is a thousand files, and each suite makes some.
if (process.env['TMPDIR'] === undefined && hasRoom('/dev/shm')) {
  const folder = mkdtempSync('/dev/shm/workspace-tests-');
  // PostgreSQL runs as another user, and has its folder there.
  chmodSync(folder, 0o711);
  process.env['TMPDIR'] = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
}

// For the servers and desktop clients that are started anew over and over.
process.env['NODE_COMPILE_CACHE'] ??= path.join(tmpdir(), 'node-compile-cache');

/** What runs a browser. */
const PAGES = ['tests/{desktop,end-to-end,standin}/**/*.test.ts'];
/** What does not depend on the database. */
const ONCE = [
  'tests/{chaos/oracle,deploy/install,desktop,packaging,pure,repository,soak,standin}/**',
  'tests/chaos/{plan,wire}.test.ts',
  'tests/deploy/container.test.ts',
  'tests/end-to-end/{accessibility,keyboard}.test.ts',
];

/** What is about the programs around the server more than about its database. */
const ON_POSTGRESQL = [
  'tests/chaos/chaos.test.ts',
  'tests/doctor/**',
  'tests/deploy/{idle,proxies,two-nodes}.test.ts',
];

/**
 * Every suite runs twice: on the embedded database and on a real PostgreSQL. Those with a browser come
 * after the others, since it takes the processor for itself and some of the others count milliseconds.
 */
export default defineConfig({
  root,
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // CI's machine is shared, and stands still at times; what needed the second try is told there.
    retry: process.env['CI'] === undefined ? 0 : 1,
    pool: 'forks',
    // Suites share their workers' modules, which keep nothing from one server to the next.
    isolate: false,
    coverage: { provider: 'v8', include: ['api/**/*.ts', 'db/**/*.ts'] },
    projects: [
      servers('embedded', ON_POSTGRESQL),
      servers('postgresql', ONCE),
      pages('embedded', []),
      pages('postgresql', ONCE),
    ],
  },
});

/** Three at a time is what two cores take, since many of them wait. */
function servers(kind: Kind, exclude: string[]) {
  return project(kind, {
    include: ['tests/**/*.test.ts'],
    exclude: [...PAGES, ...exclude],
    maxWorkers: 3,
    sequence: { groupOrder: 0 },
  });
}

function pages(kind: Kind, exclude: string[]) {
  return project(kind, {
    name: `${kind}-pages`,
    include: PAGES,
    exclude,
    maxWorkers: 3,
    sequence: { groupOrder: 1 },
  });
}

type Kind = 'embedded' | 'postgresql';
interface Suites {
  name?: string;
  include: string[];
  exclude: string[];
  maxWorkers: number;
  sequence: { groupOrder: number };
}

function project(kind: Kind, suites: Suites) {
  return {
    extends: true as const,
    test: { name: kind, ...suites, globalSetup: [`tests/support/global-setup-${kind}.ts`] },
  };
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize > 4 * 2 ** 30;
  } catch {
    return false;
  }
}
