import { expect, test } from 'vitest';
import { serverForSuite } from '../support/suite.ts';
import { connectToTest } from '../support/test-connection.ts';
import { ask, expectedOutcome, lookOf, outcomeOf } from './access/ask.ts';
import { expectedStatus, isHidden } from './access/rules.ts';
import { stateReader } from './access/state.ts';
import { type Row, TABLE } from './access/table.ts';
import { type Target, targetsFor } from './access/targets.ts';
import type { Who } from './access/who.ts';
import { makeWorld, type World } from './access/world.ts';
import { type Call, type Document, operationsOf } from './operations.ts';
import type { RawAnswer } from './raw.ts';

const { server, admin } = await serverForSuite({
  HEARTBEAT_INTERVAL_MS: '100000',
  HEARTBEAT_TIMEOUT_MS: '600000',
  MESSAGE_HISTORY: 'on',
});
const { db } = await connectToTest(server.database);
const document: Document = (await server.get('/openapi.json')).body;
const calls = new Map(operationsOf(document).map((call) => [call.operation.operationId, call]));
const shared = await makeWorld(server, admin, db);
const readState = await stateReader(db);

/** One of those who ask, what they ask for, and what is to come of it. */
interface Cell {
  who: Who;
  target: Target | undefined;
  expected: number;
}
type Answered = [Cell, RawAnswer];

test('every operation of the API has a row that says who may use it', () => {
  const rows = new Set<string | undefined>(TABLE.map(({ to }) => to));
  const missing = [...calls.keys()].filter((name) => !rows.has(name));
  expect(missing, 'say in tests/http/access/table.ts who may use them').toEqual([]);
  const extra = [...rows].filter((name) => !calls.has(name));
  expect(extra, 'take them out of tests/http/access/table.ts: the API has none').toEqual([]);
});

test.each(TABLE.map((row) => [nameOf(row), row] as const))('%s', async (_, row) => {
  const world = row.spends ? await makeWorld(server, admin, db) : shared;
  const call = calls.get(row.to) ?? expect.fail(`the API has no operation ${row.to}`);
  const cells = cellsOf(row, call, world);

  const before = await readState();
  const refused = await askAll(world, call, row, cells.filter(isRefused));
  const between = await readState();
  const granted = await askAll(
    world,
    call,
    row,
    cells.filter((cell) => !isRefused(cell)),
  );
  const after = await readState();

  const answers = [...refused, ...granted];
  const outcomes = answers.map(([cell, answer]) => [labelOf(cell), outcomeOf(answer)]);
  const expected = cells.map((cell) => [labelOf(cell), expectedOutcome(cell.expected)]);
  expect(Object.fromEntries(outcomes)).toEqual(Object.fromEntries(expected));
  expect(between, 'what was refused has changed something').toEqual(before);
  if (isChange(call) && !row.leavesNothing && row.may !== 'anyone' && granted.length > 0) {
    expect(after, 'nothing of what was granted can be seen').not.toEqual(between);
  }
  expectAlike(row, refused);
  expectNoLeak(world, row, answers);
});

function cellsOf(row: Row, { method }: Call, world: World): Cell[] {
  return world.whos.flatMap((who) => {
    const targets = row.about === undefined ? [undefined] : targetsFor(row.about, who, world);
    return targets.map((target) => ({
      who,
      target,
      expected: expectedStatus(row, method, who, target),
    }));
  });
}

/** All at once. Each change that is granted is made to a target of its own. */
function askAll(world: World, call: Call, row: Row, cells: Cell[]): Promise<Answered[]> {
  return Promise.all(
    cells.map(async (cell) => {
      const isMade = isChange(call) && !isRefused(cell);
      const target = isMade ? await cell.target?.another() : cell.target;
      return [cell, await ask(world, call, row, cell.who, target)];
    }),
  );
}

/** For each of those who ask, what is hidden is answered as what is not there, byte by byte. */
function expectAlike(row: Row, refused: Answered[]): void {
  const hidden = refused.filter(([{ who, target }]) => target && isHidden(row, who, target));
  for (const ofOne of Map.groupBy(hidden, ([{ who }]) => who).values()) {
    const [, first] = ofOne[0] ?? [];
    for (const [cell, answer] of ofOne) {
      expect(lookOf(answer), labelOf(cell)).toEqual(first && lookOf(first));
    }
  }
}

function expectNoLeak(world: World, { namesChannels, namesFiles }: Row, answers: Answered[]): void {
  for (const [cell, { text, headers }] of answers) {
    const told = JSON.stringify(headers) + text;
    const isToldNames = namesChannels === true && !isRefused(cell);
    const leaks = world.places
      .hiddenFrom(cell.who, isToldNames, namesFiles === true && !isRefused(cell))
      .filter((marker) => told.includes(marker));
    expect(leaks, `told to ${labelOf(cell)}`).toEqual([]);
  }
}

function isRefused({ expected }: Cell): boolean {
  return expected >= 400;
}

function isChange({ method }: Call): boolean {
  return method !== 'GET';
}

function labelOf({ who, target }: Cell): string {
  return target === undefined ? who.name : `${who.name}: ${target.name}`;
}

function nameOf({ to, may, about, user, session, query, body }: Row): string {
  const sent = typeof body === 'object' ? JSON.stringify(body) : undefined;
  const details = [about, user, query, sent].filter((part) => part !== undefined);
  const what = details.length === 0 ? to : `${to} (${details.join(', ')})`;
  return `${what} is for ${may}${session ? ', by a session' : ''}`;
}
