import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

const root = path.join(import.meta.dirname, '..');
const EVERY = ['tests/**'];

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

/** What needs no database. */
const PURE = [
  'tests/chaos/oracle/**',
  'tests/chaos/{plan,wire}.test.ts',
  'tests/deploy/{breaking-off,container,sign-ins}.test.ts',
  'tests/deploy/install/**',
  'tests/doctor/judge.test.ts',
  'tests/{packaging,planted,pure,repository,soak}/**',
];
/** What runs a browser. */
const PAGES = ['tests/{desktop,end-to-end}/**'];
/**
 * What `npm test` tries on the embedded database too: what is about it, and of each feature the suites
 * that write and read its tables, since it has one connection. The statements are the same on both.
 */
const ON_EMBEDDED = [
  'tests/{admin,database,search,surroundings}/**',
  'tests/auth/{refused-network,rows,seats,sessions}.test.ts',
  'tests/channels/{channels,direct,members}.test.ts',
  'tests/conversation/reactions.test.ts',
  'tests/events/{kinds,reset}.test.ts',
  'tests/http/access-{in-bodies,streams}.test.ts',
  'tests/messages/{changing,commit-posts,cursor,history,posting}.test.ts',
  'tests/ops/failed.test.ts',
  'tests/presence/changed.test.ts',
  'tests/users/{bots,last-admin,setup,users}.test.ts',
];

/** Of these, what is about processes or files more than about the database. */
const NOT_ON_EMBEDDED = [
  'tests/surroundings/service-manager.test.ts',
  'tests/admin/terminal.test.ts',
  'tests/admin/backup-files.test.ts',
];

/** The same of a server on either database: `npm test` tries the one that `npm start` takes. */
const OF_EITHER = ['tests/surroundings/start.test.ts'];

/** What is about the programs around the server, and brings a PostgreSQL for it. */
const ON_POSTGRESQL = ['tests/{bench,chaos,deploy,doctor}/**'];
const OTHERS = [...PURE, ...PAGES, ...ON_POSTGRESQL];

/**
 * `short` is what `npm test` runs: each suite on PostgreSQL, and some on the embedded database too.
 * `long` runs every suite on both, and more rounds of what is left to chance.
 */
export function configure(length: 'short' | 'long') {
  const isLong = length === 'long';
  return defineConfig({
    root,
    test: {
      // At night nobody waits, and other work may be on the machine.
      testTimeout: isLong ? 120_000 : 30_000,
      hookTimeout: 60_000,
      pool: 'forks',
      // Suites share their workers' modules, which keep nothing but open, empty embedded databases.
      isolate: false,
      provide: { isLong },
      // Without motion, Chromium draws fewer frames: pages take a tenth less of the processor.
      env: isLong ? {} : { TEST_MOTION: 'reduce' },
      coverage: { provider: 'v8', include: ['api/**/*.ts', 'db/**/*.ts'] },
      projects: [
        project('pure', suites(PURE), 0),
        project(
          'embedded',
          isLong ? suites(EVERY, OTHERS) : suites(ON_EMBEDDED, NOT_ON_EMBEDDED),
          0,
        ),
        project('postgresql', suites(EVERY, [...PURE, ...PAGES, ...(isLong ? [] : OF_EITHER)]), 0),
        // After the others: a browser takes the processor for itself.
        project('pages', suites(PAGES), 1),
        ...(isLong ? [project('embedded-pages', suites(['tests/end-to-end/**']), 1)] : []),
      ],
    },
  });
}

export default configure('short');

function suites(folders: readonly string[], exclude: readonly string[] = []) {
  const ofFolder = (folder: string) => folder.replace(/\*\*$/, '**/*.test.ts');
  return { include: folders.map(ofFolder), exclude: exclude.map(ofFolder) };
}

/** Three at a time is what two cores take: with four, each takes so much longer that all take longer. */
function project(
  name: string,
  suites: { include: string[]; exclude: string[] },
  groupOrder: number,
) {
  const database =
    name === 'pure' ? undefined : name.startsWith('embedded') ? 'embedded' : 'postgresql';
  const globalSetup = database === undefined ? [] : [`tests/support/global-setup-${database}.ts`];
  if (name === 'pages') globalSetup.push('tests/electron/announce.ts');
  return {
    extends: true as const,
    test: { name, ...suites, globalSetup, maxWorkers: 3, sequence: { groupOrder } },
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
