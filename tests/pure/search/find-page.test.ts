import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { findPage } from '../../../api/search/find-page.ts';
import type { Asked, Found, Look, Looks } from '../../../api/search/look.ts';
import type { Position } from '../../../api/search/position.ts';
import { isBefore, parsePosition } from '../../../api/search/position.ts';
import { parseQuery } from '../../../api/search/query.ts';
import type { Scope } from '../../../api/search/scope.ts';
import { rounds } from '../../support/rounds.ts';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
const NOW = Date.parse('2026-06-01T00:00:00Z');
/** In milliseconds: a page takes no longer, unless the steps do that it always takes. */
const MOST_MS = 40;

interface Case {
  messages: number;
  /** Between two messages. */
  apartMs: number;
  /** One of so many is wanted. */
  oneOf: number;
  limit: number;
  isHelped: boolean;
  /** Which share of all messages the index has for candidates, wanted or not. */
  candidates: number;
  /** The index refuses to answer with more that are wanted. */
  mostCandidates: number;
  /** Milliseconds of a walk, and of each message that it looks at. */
  walkMs: number;
  messageMs: number;
  /** Milliseconds of a question to the index, and of each 120 candidates. */
  askMs: number;
}

const cases = fc.record<Case>({
  messages: fc.nat(6_000),
  apartMs: fc.constantFrom(1, 1_000, WEEK_MS / 60),
  oneOf: fc.constantFrom(2, 30, 400, 2_500),
  limit: fc.constantFrom(20, 50),
  isHelped: fc.boolean(),
  candidates: fc.constantFrom(0.05, 1),
  mostCandidates: fc.constantFrom(10, 4_000),
  walkMs: fc.constantFrom(0, 2, 20, 60),
  messageMs: fc.constantFrom(0, 0.001, 0.02),
  askMs: fc.constantFrom(0, 2, 8, 20, 60),
});

let clock = 0;
afterEach(() => {
  vi.restoreAllMocks();
});

/** What a database would answer, and what it takes for it. */
function looksAt(given: Case) {
  const { isHelped, mostCandidates, walkMs, messageMs, askMs } = given;
  const found = Array.from({ length: given.messages }, (_, n) => {
    const id = `00000000-0000-7000-8000-${String(9_999 - n).padStart(12, '0')}`;
    const position = { id, at: timeOf(NOW - n * given.apartMs) };
    const one = {
      ...position,
      message: { id, body: '', files: [] },
      channel: { id },
    } as unknown as Found;
    return { one, isWanted: n % given.oneOf === 1 };
  });
  const steps: { kind: 'walk' | 'ask'; from: number; took: number }[] = [];
  const after = (start: Position | undefined) => {
    const from = found.findIndex(({ one }) => start === undefined || isBefore(start, one));
    return from < 0 ? [] : found.slice(from);
  };
  function take(kind: 'walk' | 'ask', took: number): void {
    steps.push({ kind, from: clock, took });
    clock += took;
  }
  const wantedOf = (some: typeof found) =>
    some.flatMap(({ one, isWanted }) => (isWanted ? [one] : []));
  const looks = {
    ...{ isNamed: false, isHelped, leaveOutFrequent: async () => undefined },
    async walk(start: Position | undefined, most: number): Promise<Look> {
      const some = after(start).slice(0, most);
      take('walk', walkMs + some.length * messageMs);
      return { found: wantedOf(some), edge: some.length < most ? undefined : some.at(-1)?.one };
    },
    async ask(start: Position | undefined, weeks: number): Promise<Asked | undefined> {
      const isAll = weeks === Number.POSITIVE_INFINITY;
      const end =
        (start === undefined ? NOW : Date.parse(start.at)) - (isAll ? 0 : weeks * WEEK_MS);
      const edge = { at: timeOf(end), id: '00000000-0000-0000-0000-000000000000' };
      const some = after(start).filter(({ one }) => isAll || !isBefore(edge, one));
      const found = wantedOf(some);
      const count = Math.max(found.length, Math.ceil(some.length * given.candidates));
      take('ask', askMs * (1 + count / 120));
      if (found.length > mostCandidates) return undefined;
      return { found, edge: isAll ? undefined : edge, count };
    },
  };
  return { looks: looks as unknown as Looks, steps, wanted: wantedOf(found).map(({ id }) => id) };
}

test('pages lead to everything, in order, and end before a step that would end too late', async () => {
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  const seen = { short: 0, empty: 0, late: 0 };
  await fc.assert(
    fc.asyncProperty(cases, async (given) => {
      const { looks, steps, wanted } = looksAt(given);
      const query = parseQuery('');
      const scope = { messages: 1_000_000 } as Scope;
      const ids: string[] = [];
      let start: Position | undefined;
      do {
        const from = clock;
        steps.length = 0;
        const { limit } = given;
        const { results, next } = await findPage(looks, { query, scope, limit }, start, []);
        ids.push(...results.map(({ message }) => message.id));
        for (const [index, step] of steps.entries()) {
          // These are always taken.
          if (index === 0 || (index === 1 && step.kind === 'ask')) continue;
          // What comes in the next weeks is no more than a good guess.
          expect(step.from - from + 0.75 * step.took).toBeLessThanOrEqual(MOST_MS);
        }
        start = next === null ? undefined : parsePosition(next);
        if (start !== undefined && results.length < limit) seen.short += 1;
        if (start !== undefined && results.length === 0) seen.empty += 1;
        if (steps.length > 2) seen.late += 1;
      } while (start !== undefined);
      expect(ids).toEqual(wanted);
    }),
    { numRuns: rounds(100, 300) },
  );
  // Else the cases are such that nothing is tried.
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0);
});

const timeOf = (ms: number) => new Date(ms).toISOString().replace('Z', '000Z');
