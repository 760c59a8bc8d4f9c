import type { StateInline } from 'markdown-it';
import { ChatInline } from './chat-inline.ts';

type InlineRule = (state: StateInline, isSilent: boolean) => boolean;

/** Whatever else may begin a formatting begins with one of these. */
const TEXT = /[^*_~`[]+/y;
/** `[words](target)`: no brackets in the words, and at most one pair of brackets in the target. */
const LINK = /\[([^[\]\n]+)\]\(((?:https?:\/\/|mailto:)(?:[^\s()<>]|\([^\s()<>]*\))+)\)/iy;
/** What can be seen: a link of nothing else could not be clicked. */
const VISIBLE = /[^\s\p{Default_Ignorable_Code_Point}]/u;

/** Text, up to where something else may begin. */
export const text: InlineRule = (state, isSilent) => {
  TEXT.lastIndex = state.pos;
  const found = TEXT.exec(state.src)?.[0] ?? '';
  let end = Math.min(state.pos + found.length, state.posMax);
  if (state instanceof ChatInline && state.linkLevel === 0) {
    end = Math.min(end, state.addressFrom(state.pos)?.from ?? end);
  }
  if (end === state.pos) return false;
  if (!isSilent) state.pending += state.src.slice(state.pos, end);
  state.pos = end;
  return true;
};

/** An address that becomes a link of itself. */
export const address: InlineRule = (state, isSilent) => {
  if (!(state instanceof ChatInline) || state.linkLevel > 0) return false;
  const found = state.addressFrom(state.pos);
  if (found?.from !== state.pos || found.to > state.posMax) return false;
  if (!isSilent) {
    state.push('link_open', 'a', 1).attrs = [['href', found.href]];
    state.push('text', '', 0).content = state.src.slice(state.pos, found.to);
    state.push('link_close', 'a', -1);
  }
  state.pos = found.to;
  return true;
};

/** A link with words of its own, to the web or a mailbox. Any other target is text. */
export const link: InlineRule = (state, isSilent) => {
  LINK.lastIndex = state.pos;
  const [all, words, href] = LINK.exec(state.src) ?? [];
  if (all === undefined || words === undefined || href === undefined || state.linkLevel > 0)
    return false;
  const end = state.pos + all.length;
  if (end > state.posMax || !VISIBLE.test(words) || !URL.canParse(href)) return false;
  if (!isSilent) {
    const { posMax } = state;
    state.posMax = state.pos + 1 + words.length;
    state.pos++;
    state.push('link_open', 'a', 1).attrs = [['href', href]];
    state.linkLevel++;
    state.md.inline.tokenize(state);
    state.linkLevel--;
    state.push('link_close', 'a', -1);
    state.posMax = posMax;
  }
  state.pos = end;
  return true;
};
