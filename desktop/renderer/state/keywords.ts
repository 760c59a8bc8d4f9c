import type { Message } from '../../../api/messages/contract.ts';
import { mentionsMember } from '../../../api/messages/mentions.ts';
import type { User } from '../../../api/users/contract.ts';
import type { Choices } from './choices.ts';
import { fold } from './select.ts';
import type { State } from './state.ts';

export const MOST_KEYWORDS = 20;

/** The keywords of a text with commas between them, each once. */
export function keywordsOf(text: string): string[] {
  const words = text.split(/[,;\n]/).map((word) => word.trim().slice(0, 50));
  return [...new Set(words.filter((word) => word !== ''))].slice(0, MOST_KEYWORDS);
}

/** Whether a message calls the user by their name, by that of a group, or by one of their keywords. */
export function callsUser(
  body: string,
  { username }: Pick<User, 'username'>,
  { keywords }: Pick<Choices, 'keywords'>,
): boolean {
  return mentionsMember(body, username) || hasKeyword(body, keywords);
}

/** Whether one of the words stands in the text by itself, whatever its case and accents. */
export function hasKeyword(body: string, keywords: readonly string[]): boolean {
  if (keywords.length === 0) return false;
  const text = fold(body);
  return keywords.some((keyword) => {
    const word = fold(keyword);
    if (!text.includes(word)) return false;
    return new RegExp(`(?<![\\p{L}\\p{N}])${RegExp.escape(word)}(?![\\p{L}\\p{N}])`, 'u').test(
      text,
    );
  });
}

/** Notes whether an unread message holds a keyword: the server counts the names alone. */
export function noteKeywords(state: State, message: Message): State {
  const { me, choices, called } = state;
  const { channelId, seq, body } = message;
  const before = called.get(channelId) ?? [];
  const isCalled =
    message.authorId !== me.id &&
    body !== null &&
    !mentionsMember(body, me.username) &&
    hasKeyword(body, choices.keywords);
  if (isCalled === before.includes(seq)) return state;
  const lastReadSeq = state.channels.get(channelId)?.lastReadSeq ?? 0;
  const others = before.filter((one) => one !== seq && one > lastReadSeq);
  return {
    ...state,
    called: new Map(called).set(channelId, isCalled ? [...others, seq] : others),
  };
}
