import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../../api/messages/contract.ts';
import type { SearchPage, SearchResult } from '../../../api/search/contract.ts';
import { asShown } from '../../../desktop/renderer/state/deletions.ts';
import { excerptOf } from '../../../desktop/renderer/state/excerpt.ts';
import { type Action, reduce } from '../../../desktop/renderer/state/reduce.ts';
import {
  chosenOf,
  goesOn,
  MOST_EMPTY,
  resultAt,
  resultsOf,
} from '../../../desktop/renderer/state/search.ts';
import type { State } from '../../../desktop/renderer/state/state.ts';
import { apply, general, message, state } from './fixtures.ts';

const result = (seq: number, change: Partial<Message> = {}): SearchResult => ({
  message: message(seq, change),
  channel: { id: general.id, kind: general.kind, name: general.name },
  highlights: [[0, 5]],
});
const page = (seqs: readonly number[], next: string | null = null): SearchPage => ({
  ...{ results: seqs.map((seq) => result(seq)), next, isIndexed: true },
});
const then = (now: State, ...actions: readonly Action[]) => actions.reduce(reduce, now);
const asked = (id: string, isMore = false): Action => ({ type: 'search-asked', id, isMore });
const came = (id: string, given: SearchPage): Action => ({
  ...{ type: 'search-page', id, page: given },
});
const searched = (query: string): Action => ({ type: 'search', query });
const found = then(state, searched('hello'), asked('1'), came('1', page([9, 7, 5])));
const seqs = (now: State) => resultsOf(now).map(({ message: { seq } }) => seq);

describe('what is found', () => {
  test('is the answer to the newest question, whichever comes last', () => {
    const both = then(state, searched('a'), asked('1'), searched('ab'), asked('2'));
    const last = then(both, came('2', page([4])), came('1', page([3, 2])));
    expect(seqs(last)).toEqual([4]);
    expect(then(both, came('1', page([3, 2])))).toBe(both);
    const other = then(state, searched('a'), asked('1'), searched('ab'));
    expect(then(other, came('1', page([3, 2])))).toBe(other);
    const missed: Action = { type: 'search-missed', id: '1', fault: { status: 0, code: 'x' } };
    expect(then(both, missed)).toBe(both);
  });

  test('stays while the next words are typed, and goes when nothing is asked any more', () => {
    expect(seqs(then(found, searched('hello you')))).toEqual([9, 7, 5]);
    expect(then(found, searched('')).search?.results).toBeUndefined();
    expect(then(found, { type: 'search', query: undefined }).search).toBeUndefined();
    expect(then(found, searched('hello'))).toBe(found);
    const missed: Action = { type: 'search-missed', id: '2', fault: { status: 0, code: 'x' } };
    expect(then(found, asked('2'), missed).search?.results).toBeUndefined();
    expect(seqs(then(found, asked('2', true), missed))).toEqual([9, 7, 5]);
  });

  test('goes on with the next page, once each', () => {
    const more = then(found, asked('2', true), came('2', page([5, 3], 'next')));
    expect(seqs(more)).toEqual([9, 7, 5, 3]);
    expect(more.search?.next).toBe('next');
  });

  test('goes on by itself after pages with nothing in them, for a while', () => {
    let now = then(state, searched('rare'));
    for (let count = 1; count <= MOST_EMPTY; count += 1) {
      now = then(now, asked(`${count}`, count > 1), came(`${count}`, page([], 'next')));
      expect(goesOn(now)).toBe(count < MOST_EMPTY);
    }
    expect(goesOn(then(now, { type: 'search-further' }, asked('more', true)))).toBe(false);
    const some = then(now, { type: 'search-further' }, asked('7', true), came('7', page([1], 'n')));
    expect(goesOn(some)).toBe(false);
    expect(seqs(some)).toEqual([1]);
  });

  test('follows what is changed and deleted, also while the answer was on its way', () => {
    const edited = message(7, { body: 'oh hello', revision: 2, editedAt: 'now' });
    const gone = message(5, { body: null, revision: 2 });
    const heard = [found, then(state, searched('hello'), asked('1'))].map((now) =>
      apply(apply(now, { event: 'message.updated', data: edited }), {
        event: 'message.deleted',
        data: gone,
      }),
    );
    for (const now of [heard[0], heard[1] && then(heard[1], came('1', page([9, 7, 5])))]) {
      expect(now && seqs(now)).toEqual([9, 7]);
      expect(now && resultsOf(now)[1]).toMatchObject({
        message: { body: 'oh hello' },
        highlights: [[3, 8]],
      });
    }
    const old = message(9, { body: 'older', revision: 0 });
    expect(apply(found, { event: 'message.updated', data: old }).search).toBe(found.search);
  });

  test('is not shown once one has deleted it oneself, or is no longer in its channel', () => {
    const deletion = { until: 1, phase: 'held' } as const;
    const deleted = then(found, { type: 'deletion', messageId: 'message-7', deletion });
    expect(seqs(asShown(deleted))).toEqual([9, 5]);
    expect(
      seqs(
        asShown(then(deleted, { type: 'deletion', messageId: 'message-7', deletion: undefined })),
      ),
    ).toEqual([9, 7, 5]);
    const left = apply(found, {
      event: 'member.left',
      data: { channelId: general.id, userId: 'me' },
    });
    expect(seqs(left)).toEqual([]);
  });

  test('is chosen with the arrows to its ends; what was chosen and goes gives way to its neighbour', () => {
    const seqAt = (now: State, by: number) => resultAt(now, by)?.message.seq;
    expect([seqAt(found, 0), seqAt(found, 1), seqAt(found, 9), seqAt(found, -1)]).toEqual([
      9, 7, 5, 9,
    ]);
    const chosen = then(found, { type: 'result-chosen', messageId: 'message-7' });
    expect(chosenOf(chosen)?.message.seq).toBe(7);
    const gone = {
      event: 'message.deleted',
      data: message(7, { body: null, revision: 2 }),
    } as const;
    expect(chosenOf(apply(chosen, gone))?.message.seq).toBe(5);
    expect(chosenOf(state)).toBeUndefined();
    // With what is found next, the newest is chosen, unless the chosen one is found again.
    expect(chosenOf(then(chosen, asked('2'), came('2', page([8, 7]))))?.message.seq).toBe(7);
    expect(chosenOf(then(chosen, asked('2'), came('2', page([8]))))?.message.seq).toBe(8);
  });

  test('may be old after a new snapshot, until it is asked for again', () => {
    const snapshot = { users: [...state.users.values()], channels: [general], cursor: 'epoch-2' };
    const reset = then(found, { type: 'snapshot', snapshot });
    expect(reset.search?.isOld).toBe(true);
    expect(then(reset, asked('2'), came('2', page([9]))).search?.isOld).toBe(false);
  });
});

describe('an excerpt', () => {
  const shown = (body: string, ...words: readonly string[]) => {
    const marks = words
      .map((word) => [body.indexOf(word), body.indexOf(word) + word.length] as const)
      .sort((a, b) => a[0] - b[0]);
    return excerptOf(body, marks)
      .map(({ text, isMarked }) => (isMarked ? `<${text}>` : text))
      .join('');
  };

  test('has the words marked, and no signs of the formatting', () => {
    expect(shown('The **quick** brown `fox`', 'quick', 'fox')).toBe('The <quick> brown <fox>');
    expect(shown('one\n\n> two\n> three', 'three')).toBe('one two <three>');
    expect(shown('see [the plan](https://example.org/plan)', 'the plan')).toBe('see <the plan>');
    expect(excerptOf('plain', [])).toEqual([{ text: 'plain', isMarked: false }]);
  });

  test('shows what was written where the signs hold what was found', () => {
    const body = 'see [the plan](https://example.org/secret)';
    expect(shown(body, 'secret')).toBe(`see [the plan](https://example.org/<secret>)`);
  });

  test('is of the surroundings of the first mark', () => {
    const body = `${'before '.repeat(40)}needle${' after'.repeat(60)}`;
    const text = shown(body, 'needle');
    expect(text).toMatch(/^…(before )+<needle>( after)+…$/);
    expect(text.length).toBeLessThan(240);
    // Characters of two units stay whole.
    expect(shown(`${'🌲'.repeat(200)}needle`, 'needle').isWellFormed()).toBe(true);
  });

  test('marks what the server has marked, in whatever text', () => {
    const piece = fc.constantFrom('word', '**', '`', ' ', '\n', '> ', '_', '[a](https://b.c)', 'é');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.nat(), (pieces, at) => {
        const body = pieces.join('');
        const places = [...body.matchAll(/word/g)].map(({ index }) => index);
        const from = places[at % Math.max(1, places.length)];
        if (from === undefined) return;
        const runs = excerptOf(body, [[from, from + 4]]);
        expect(runs.filter(({ isMarked }) => isMarked).map(({ text }) => text)).toEqual(['word']);
      }),
    );
  });
});
