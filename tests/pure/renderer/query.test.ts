import { describe, expect, test } from 'vitest';
import { parseQuery } from '../../../api/search/query.ts';
import { FILTERS, HAS, IS, isMe, meantBy } from '../../../api/search/tokens.ts';
import { createFormats } from '../../../desktop/renderer/formats.ts';
import {
  addMonths,
  dayAfterKey,
  todayOf,
  weeksOf,
} from '../../../desktop/renderer/state/calendar.ts';
import {
  faultIn,
  joinQuery,
  questionOf,
  questionWhileTyped,
  splitQuery,
  takeFinished,
  unfinishedIn,
  withFilter,
  withinChannel,
} from '../../../desktop/renderer/state/query.ts';
import {
  FILTER_NAMES,
  HAS_NAMES,
  IS_NAMES,
  ME,
} from '../../../desktop/renderer/views/search/filter-names.ts';
import { filterText, queryText } from '../../../desktop/renderer/views/search/filter-text.ts';
import { suggestValues } from '../../../desktop/renderer/views/search/suggest.ts';
import { general, me, state } from './fixtures.ts';

const bob = { ...me, id: 'bob', username: 'bob', displayName: 'Zoé Bobin' };
const ann = { ...me, id: 'ann', username: 'ann', displayName: 'Ann Old', disabled: true };
const party = { ...general, id: 'party', name: 'Fête des-voisins', isGeneral: false };
const withBob = {
  ...general,
  id: 'direct',
  kind: 'direct' as const,
  name: null,
  directUserIds: ['me', 'bob'],
};
const full = {
  ...state,
  users: new Map([me, bob, ann].map((one) => [one.id, one])),
  names: new Map([me, bob, ann].map((one) => [one.id, one.displayName])),
  channels: new Map([general, party, withBob].map((one) => [one.id, one])),
};
const typing = (words: string, ...filters: readonly string[]) =>
  questionWhileTyped(full, { filters, words });

describe('a query', () => {
  test('is filters and words, and is put together again', () => {
    expect(splitQuery('hello from:bob "two words" dans:"Fête des-voisins" you -not')).toEqual({
      filters: ['from:bob', 'dans:"Fête des-voisins"'],
      words: 'hello "two words" you -not',
    });
    expect(joinQuery(splitQuery('a from:bob b'))).toBe('from:bob a b');
    // What is no filter is words: so is one without a value, one that excludes, and another name.
    expect(splitQuery('from: -in:x http://a.b').filters).toEqual([]);
  });

  test('has one day of a kind, and one place where one searches in the channel', () => {
    const typed = splitQuery('on:2026-01-01 from:bob x');
    expect(withFilter(typed, 'le:2026-02-01').filters).toEqual(['from:bob', 'le:2026-02-01']);
    expect(withFilter(typed, 'from:bob').filters).toEqual(['on:2026-01-01', 'from:bob']);
    const here = withinChannel(withinChannel(typed, 'general'), 'party');
    expect(here.filters).toEqual(['in:party', 'on:2026-01-01', 'from:bob']);
    expect(withinChannel(here, undefined)).toEqual(typed);
  });

  test('takes a filter out of the words once something follows it', () => {
    const taken = (words: string) => takeFinished({ filters: [], words });
    expect(taken('see from:bob')).toEqual({ filters: [], words: 'see from:bob' });
    expect(taken('see from:bob ')).toEqual({ filters: ['from:bob'], words: 'see ' });
    expect(taken('from:bob x')).toEqual({ filters: ['from:bob'], words: 'x' });
    expect(taken('in:"fete des ').filters).toEqual([]);
    expect(taken('from: ').filters).toEqual([]);
    // In front of other words, while it is typed.
    const typed = { filters: [], words: 'from:b see' };
    expect(takeFinished(typed, 6)).toBe(typed);
  });

  test('does not ask for a filter that is being typed, until its value is known', () => {
    expect([typing('hello from:'), typing('hello from:bo'), typing('hello from:bob')]).toEqual([
      'hello',
      'hello',
      'hello from:bob',
    ]);
    expect([typing('x on:2026-02'), typing('x on:2026-02-30')]).toEqual(['x', 'x']);
    expect([typing('x on:2026-02-03'), typing('in:fete_des_voisins x')]).toEqual([
      'x on:2026-02-03',
      'in:fete_des_voisins x',
    ]);
    expect(typing('x avec:réac')).toBe('x');
    expect(typing('x avec:Réaction')).toBe('x avec:Réaction');
    // One that is finished is asked for, so that the server says what is wrong with it.
    expect(typing('x', 'from:nobody')).toBe('from:nobody x');
    expect(typing('from:nobody x')).toBe('from:nobody x');
  });

  test('that names channels alone asks for nothing', () => {
    expect([questionOf('in:general'), questionOf('in:general dans:party  ')]).toEqual(['', '']);
    expect([questionOf('in:general x'), questionOf('is:pinned')]).toEqual([
      'in:general x',
      'is:pinned',
    ]);
    expect(typing('from:', 'in:general')).toBe('');
  });

  test('tells which filter cannot have been understood', () => {
    const why = (query: string) => faultIn(full, query)?.why;
    expect(faultIn(full, 'x from:zoe y')).toEqual({
      why: 'from',
      written: 'from:zoe',
      value: 'zoe',
    });
    expect(why('from:"Zoé Bobin" in:@bob on:2026-01-31 is:saved mentions:me')).toBeUndefined();
    expect(
      ['in:nowhere', 'le:demain', 'has:cake', 'est:vrai', 'mentions:bob', '-from:bob'].map(why),
    ).toEqual(['in', 'day', 'has', 'is', 'mentions', 'excluded']);
  });
});

test('the names that the page offers are those that the server knows', () => {
  for (const language of ['en', 'fr'] as const) {
    for (const [kind, name] of Object.entries(FILTER_NAMES[language])) {
      expect([name, meantBy(FILTERS, name)]).toEqual([name, kind]);
    }
    for (const [kind, name] of Object.entries(HAS_NAMES[language])) {
      expect([name, meantBy(HAS, name)]).toEqual([name, kind]);
    }
    for (const [kind, name] of Object.entries(IS_NAMES[language])) {
      expect([name, meantBy(IS, name)]).toEqual([name, kind]);
    }
    expect(isMe(ME[language])).toBe(true);
    const { from, is } = FILTER_NAMES[language];
    const query = `${from}:${ME[language]} ${is}:${IS_NAMES[language].pinned}`;
    expect(parseQuery(query)).toMatchObject({ from: [ME[language]], is: new Set(['pinned']) });
  }
});

const formats = { en: createFormats('en', 'en-GB'), fr: createFormats('fr', 'fr-FR') };
const shown = (language: 'en' | 'fr') => ({
  ...{ t: formats[language].message, formatList: formats[language].list },
  formatDate: (at: string) => formats[language].date(new Date(at)),
  spoken: { value: language } as never,
});
const values = (words: string, language: 'en' | 'fr' = 'en') => {
  const unfinished = unfinishedIn(words) ?? expect.fail('nothing is begun');
  return suggestValues(shown(language), full, unfinished).map(({ insert }) => insert);
};

test('what a filter may become begins so, and is inserted as it is searched for', () => {
  expect(values('hello from:')).toEqual(['from:me', 'from:bob', 'from:ann']);
  expect(values('from:bobin')).toEqual(['from:bob']);
  expect(values('de:@zoe', 'fr')).toEqual(['de:bob']);
  expect(values('dans:vois', 'fr')).toEqual(['dans:party']);
  // By id, since a direct channel has no name and that of another may be the same.
  expect(values('in:zo')).toEqual(['in:direct']);
  expect(values('has:')).toEqual(['has:link', 'has:reaction']);
  expect(values('est:epi', 'fr')).toEqual(['est:épinglé']);
  expect(values('mentionne:', 'fr')).toEqual(['mentionne:moi']);
  expect(values('on:2026')).toEqual([]);
  expect(unfinishedIn('from:bob ')).toBeUndefined();
});

test('filters are told in words, in both languages', () => {
  const text = (filter: string, language: 'en' | 'fr') => filterText(shown(language), full, filter);
  expect(
    ['from:bob', 'in:direct', 'in:party', 'before:2026-01-31', 'is:saved'].map((one) =>
      text(one, 'fr'),
    ),
  ).toEqual([
    'de Zoé Bobin',
    'dans Zoé Bobin',
    'dans #Fête des-voisins',
    'avant le 31 janvier 2026',
    'mis de côté',
  ]);
  expect(
    ['de:moi', 'in:@bob', 'on:2026-01-31', 'in:gone', 'has:link'].map((one) => text(one, 'en')),
  ).toEqual(['from me', 'in Zoé Bobin', 'on 31 January 2026', 'in:gone', 'with a link']);
  expect(queryText(shown('fr'), full, splitQuery('in:general café'))).toBe(
    '«\u00a0café\u00a0» · dans #general',
  );
});

describe('a calendar', () => {
  test('has the weeks of a month, from the first day of a week', () => {
    const monday = weeksOf('2026-02-14', 1);
    expect(monday.map((week) => week.map((day) => day?.slice(8) ?? '').join(' '))).toEqual([
      '      01',
      '02 03 04 05 06 07 08',
      '09 10 11 12 13 14 15',
      '16 17 18 19 20 21 22',
      '23 24 25 26 27 28 ',
    ]);
    expect(weeksOf('2026-02-14', 0)[0]?.[0]).toBe('2026-02-01');
    expect(
      formats.fr
        .week()
        .days.map(({ short }) => short)
        .join(),
    ).toBe('lu,ma,me,je,ve,sa,di');
    expect(createFormats('en', 'en-US').week().firstDay).toBe(0);
  });

  test('is walked with the keys', () => {
    const to = (key: string, from = '2026-03-31') => dayAfterKey(from, key, 1);
    expect([to('ArrowRight'), to('ArrowUp'), to('PageUp'), to('Home'), to('End'), to('x')]).toEqual(
      [...['2026-04-01', '2026-03-24', '2026-02-28', '2026-03-30', '2026-04-05', undefined]],
    );
    expect(addMonths('2026-12-31', 2)).toBe('2027-02-28');
    expect(todayOf(new Date(2026, 0, 5, 23, 59))).toBe('2026-01-05');
  });
});
