import type { Filter, Has, Is } from '../../../../api/search/tokens.ts';
import type { Language } from '../../formats.ts';

/** How filters and their values are written in the user's language; the server knows those of both. */
export const FILTER_NAMES: Readonly<Record<Language, Readonly<Record<Filter, string>>>> = {
  en: {
    ...{ from: 'from', in: 'in', before: 'before', after: 'after', on: 'on' },
    ...{ has: 'has', is: 'is', mentions: 'mentions' },
  },
  fr: {
    ...{ from: 'de', in: 'dans', before: 'avant', after: 'après', on: 'le' },
    ...{ has: 'avec', is: 'est', mentions: 'mentionne' },
  },
};
export const HAS_NAMES: Readonly<Record<Language, Readonly<Record<Has, string>>>> = {
  en: { link: 'link', file: 'file', reaction: 'reaction' },
  fr: { link: 'lien', file: 'fichier', reaction: 'réaction' },
};
export const IS_NAMES: Readonly<Record<Language, Readonly<Record<Is, string>>>> = {
  en: { pinned: 'pinned', saved: 'saved', thread: 'thread' },
  fr: { pinned: 'épinglé', saved: 'enregistré', thread: 'fil' },
};
export const ME: Readonly<Record<Language, string>> = { en: 'me', fr: 'moi' };

/** There are no files in messages yet. */
export const OFFERED_HAS: readonly Exclude<Has, 'file'>[] = ['link', 'reaction'];
export const OFFERED_IS: readonly Is[] = ['pinned', 'saved', 'thread'];
