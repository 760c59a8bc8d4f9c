import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** A rule about who may import what; `forbids` answers true for an import that breaks it. */
interface Rule {
  sentence: string;
  forbids(from: string, to: string): boolean;
}

const PURE = [
  'api/lib/assert-never.ts',
  'api/events/catalogue.ts',
  'api/events/cursor.ts',
  'api/events/batch.ts',
  'api/events/frame.ts',
  'api/events/logged-event.ts',
  'api/events/visibility.ts',
  'api/events/window.ts',
  'api/presence/changes.ts',
  'api/presence/watch.ts',
  'api/users/user.ts',
  'api/auth/credentials/credential.ts',
  'api/auth/credentials/tokens.ts',
  'api/http/operation.ts',
  'api/http/problem-codes.ts',
  'api/lib/batch.ts',
  'api/lib/log-line.ts',
  'api/lib/single-flight.ts',
  'api/lib/invisible.ts',
  'api/lib/look-alikes.ts',
  'api/lib/text.ts',
  'api/lib/ids.ts',
  'api/lib/emoji.ts',
  'api/search/tokens.ts',
  'api/presence/numbers.ts',
];
/** What a message says, read alike by the server and the page. */
const isOfTexts = (file: string) => /^api\/messages\/(markdown\/|mentions\.ts$)/.test(file);
const isPure = (file: string) =>
  PURE.includes(file) || isOfTexts(file) || /\/(contract|operations)\.ts$/.test(file);
const isPackage = (to: string) => !/^(api|db|desktop|tests)\//.test(to);
const feature = (file: string) => /^api\/([^/]+)\//.exec(file)?.[1];

const rules: Rule[] = [
  {
    sentence: 'only api/auth/lucia.ts imports lucia, so that one file changes when it goes',
    forbids: (from, to) => to === 'lucia' && from !== 'api/auth/lucia.ts',
  },
  {
    sentence: 'only api/node.ts makes things, so nothing but the programs imports it',
    forbids: (from, to) =>
      ['api/main.ts', 'api/node.ts'].includes(to) &&
      !['api/main.ts', 'api/write-openapi.ts'].includes(from),
  },
  {
    sentence: 'a migration imports kysely alone, so that it is frozen in time',
    forbids: (from, to) => /^db\/migrations\/\d/.test(from) && to !== 'kysely',
  },
  {
    sentence: 'db imports nothing of api',
    forbids: (from, to) => from.startsWith('db/') && to.startsWith('api/'),
  },
  {
    sentence: 'db imports kysely, pg, PGlite and node',
    forbids: (from, to) =>
      from.startsWith('db/') &&
      isPackage(to) &&
      !/^(kysely|kysely\/migration|pg|@electric-sql\/pglite|node:.*)$/.test(to),
  },
  {
    sentence:
      'contracts and pure files import each other, the schema library and the parser of texts, and do no I/O',
    forbids: (from, to) =>
      isPure(from) &&
      !isPure(to) &&
      !['zod', 'node:buffer', 'node:crypto', 'unhomoglyph', 'markdown-it'].includes(to),
  },
  {
    sentence: 'hono is for the app, the routes and middleware',
    forbids: (from, to) =>
      /^(hono|@hono)\b/.test(to) &&
      !/^api\/http\/|\/(page|listener|answer|routes|download|[a-z-]+-routes|authenticate|session-cookie|docs|request-log)\.ts$/.test(
        from,
      ),
  },
  {
    sentence: 'the product imports nothing of its tests, nor what they measure it against',
    forbids: (_, to) => to.startsWith('tests/') || /^(socket\.io|@socket\.io\/.*)$/.test(to),
  },
  {
    sentence: 'the server imports nothing of the desktop client',
    forbids: (from, to) => /^(api|db)\//.test(from) && to.startsWith('desktop/'),
  },
  {
    sentence: 'the renderer takes values from contracts only, and knows neither node nor electron',
    forbids: (from, to) =>
      from.startsWith('desktop/renderer/') &&
      (/^(node:|electron$)/.test(to) || to.startsWith('db/') || to.startsWith('desktop/main/')),
  },
  {
    sentence:
      "Electron's main process and preload script import electron, node, the bridge, and of the server only how the page is served",
    forbids: (from, to) =>
      /^desktop\/(main|preload)\//.test(from) &&
      !/^(electron|content-disposition|electron-updater|intl-messageformat|zod|node:.*)$/.test(
        to,
      ) &&
      !/^desktop\/((address|bridge)\.ts$|main\/|packaging\/)/.test(to) &&
      to !== 'api/web/page-files.ts',
  },
  {
    sentence:
      'only Electron itself is asked for electron: the page, the bridge and the server are not',
    forbids: (from, to) =>
      /^electron/.test(to) && !/^desktop\/(main|preload|packaging)\//.test(from),
  },
  {
    sentence: 'the doctor knows the server by its contracts and over the network alone',
    forbids: (from, to) =>
      from.startsWith('api/doctor/') &&
      /^(api|db)\//.test(to) &&
      !/^api\/(doctor\/|version\.ts$|[a-z]+\/contract\.ts$)/.test(to),
  },
  {
    sentence: 'the doctor judges what it has measured without measuring more',
    forbids: (from, to) =>
      from.startsWith('api/doctor/judge/') &&
      !/^(zod|api\/ops\/contract\.ts)$/.test(to) &&
      !/^api\/doctor\/(judge\/|finding\.ts$|measurements\.ts$|units\.ts$)/.test(to),
  },
  {
    sentence:
      "a command of an administrator's does no I/O but through its database and its output, since a running server may be the one to run it",
    forbids: (from, to) =>
      from.startsWith('api/admin/commands/') && isPackage(to) && !['zod', 'kysely'].includes(to),
  },
  {
    sentence: "the features know nothing of the administrator's commands",
    forbids: (from, to) =>
      to.startsWith('api/admin/') && !from.startsWith('api/admin/') && from !== 'api/node.ts',
  },
  {
    sentence: 'lib knows no domain',
    forbids: (from, to) => from.startsWith('api/lib/') && /^(api|db)\/(?!lib\/)/.test(to),
  },
  {
    sentence: "routes of one feature do not import another feature's routes",
    forbids: (from, to) =>
      /routes\.ts$/.test(from) && /routes\.ts$/.test(to) && feature(from) !== feature(to),
  },
];

const files = globSync('{api,db,desktop}/**/*.{ts,tsx}').map((file) =>
  file.split(path.sep).join('/'),
);
const source = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
/** [file, what it imports]; types count, since they bind as well. */
const imports = [...source].flatMap(([file, text]) =>
  [...text.matchAll(/(?:import|export)\s[^;'"]*?from\s+'([^']+)'|import\('([^']+)'\)/g)].map(
    (match) => [file, resolve(file, match[1] ?? match[2] ?? '')] as const,
  ),
);

function resolve(from: string, to: string): string {
  return to.startsWith('.') ? path.posix.join(path.posix.dirname(from), to) : to;
}

test('there are imports to look at', () => {
  expect(imports.length).toBeGreaterThan(200);
  expect(imports).toContainEqual(['api/auth/lucia.ts', 'lucia']);
});

test.each(rules)('$sentence', ({ forbids }) => {
  expect(imports.filter(([from, to]) => forbids(from, to))).toEqual([]);
});

test('the renderer takes values from contracts, operations, the catalogue of events and the rules of names, texts and queries alone, and types from wherever', () => {
  const taken = [...source].flatMap(([file, text]) =>
    file.startsWith('desktop/renderer/')
      ? [...text.matchAll(/import (type )?[^;]*? from '([^']*\/api\/[^']+)'/g)].map((match) => ({
          isType: match[1] !== undefined,
          to: resolve(file, match[2] ?? ''),
        }))
      : [],
  );
  expect(taken.length).toBeGreaterThan(10);
  const isOpen = (to: string) =>
    /\/(contract|operations)\.ts$/.test(to) ||
    isOfTexts(to) ||
    [
      'api/events/catalogue.ts',
      'api/presence/numbers.ts',
      'api/lib/invisible.ts',
      'api/lib/text.ts',
      'api/lib/look-alikes.ts',
      'api/search/tokens.ts',
    ].includes(to);
  expect(taken.filter(({ isType, to }) => !isType && !isOpen(to))).toEqual([]);
});

test('the event log is written by api/events/event-log.ts alone', () => {
  const writers = [...source]
    .filter(([, text]) =>
      /(insertInto\('eventLog|insert into event_log|deleteFrom\('eventLog)/.test(text),
    )
    .map(([file]) => file)
    .filter((file) => !file.startsWith('db/migrations/'));
  expect(writers).toEqual(['api/events/event-log.ts']);
});

test('features form no circle, but by what they have agreed on: contracts and pure files', () => {
  const names = [
    'auth',
    'users',
    'channels',
    'messages',
    'reactions',
    'threads',
    'presence',
    'events',
  ];
  const between = imports.flatMap(([from, to]) => {
    const [a, b] = [feature(from), feature(to)];
    return a !== b && names.includes(a ?? '') && names.includes(b ?? '') && !isPure(to)
      ? [[a ?? '', b ?? ''] as const]
      : [];
  });
  expect(between.length).toBeGreaterThan(10);
  expect(circlesIn(names, between)).toEqual([]);
});

test('nothing imports itself, by whatever detour', () => {
  expect(circlesIn(files, imports)).toEqual([]);
});

function circlesIn(
  nodes: readonly string[],
  imported: readonly (readonly [from: string, to: string])[],
): string[][] {
  const edges = Map.groupBy(imported, ([from]) => from);
  const done = new Set<string>();
  const cycles: string[][] = [];
  function visit(file: string, trail: string[]): void {
    const at = trail.indexOf(file);
    if (at >= 0) cycles.push([...trail.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    for (const [, to] of edges.get(file) ?? []) visit(to, [...trail, file]);
    done.add(file);
  }
  for (const node of nodes) visit(node, []);
  return cycles;
}
