import { useRef, useState } from 'preact/hooks';
import type { Emoji } from '../../emoji/find-emoji.ts';
import type { State } from '../../state/state.ts';
import type { Props } from '../props.ts';
import { changeText, insertSign, selectedIn } from './change-text.ts';
import { type Suggestion, suggestChannels, suggestEmoji, suggestPeople } from './suggest.ts';
import { type WordBefore, wordBefore } from './word-before.ts';

export interface Completion {
  suggestions: readonly Suggestion[];
  chosen: number;
  /** Updates the suggestions from the typed text. */
  look(field: HTMLTextAreaElement): void;
  /** Shows emoji before a letter of a name is typed. */
  askEmoji(field: HTMLTextAreaElement): void;
  /** True if the suggestions have used the key. */
  onKey(event: KeyboardEvent, field: HTMLTextAreaElement): boolean;
  accept(suggestion: Suggestion, field: HTMLTextAreaElement): void;
  close(): void;
}

/** What `@cl`, `#ge` or `:smi` may mean, and the keys that choose among it. */
export function useCompletion({
  store,
  preferences: { t, spoken },
  state,
}: Props & { state: State }): Completion {
  const [word, setWord] = useState<WordBefore>();
  const [chosen, setChosen] = useState(0);
  const [emoji, setEmoji] = useState<readonly Emoji[]>([]);
  /** Where the colon of the emoji stands that were asked for. */
  const asked = useRef<number>(undefined);
  const suggestions = suggest();

  function suggest(): Suggestion[] {
    switch (word?.sign) {
      case '@':
        return suggestPeople(state, t, word.typed);
      case '#':
        return suggestChannels(state, store, word.typed);
      case ':':
        return suggestEmoji(emoji, spoken.value, word.typed);
      case undefined:
        return [];
    }
  }

  function wordIn({ value, selectionStart, selectionEnd }: HTMLTextAreaElement) {
    if (selectionStart !== selectionEnd) return undefined;
    const found = wordBefore(value, selectionStart);
    if (found !== undefined || asked.current === undefined) return found;
    const typed = value.slice(asked.current + 1, selectionStart);
    const isThere = value[asked.current] === ':' && selectionStart > asked.current;
    return isThere && !/\s/.test(typed)
      ? ({ sign: ':', from: asked.current, typed } as const)
      : undefined;
  }

  function look(field: HTMLTextAreaElement): void {
    const found = wordIn(field);
    if (found?.from !== word?.from || found?.typed !== word?.typed) setChosen(0);
    setWord(found);
    if (found === undefined) asked.current = undefined;
    if (found?.sign === ':' && emoji.length === 0) {
      // Without the server there is nothing to offer, and the next letter asks again.
      void import('../../emoji/emoji.ts').then(
        (loaded) => setEmoji(loaded.emoji),
        () => undefined,
      );
    }
  }

  function askEmoji(field: HTMLTextAreaElement): void {
    const change = insertSign(selectedIn(field), ':');
    asked.current = change.select[0] - 1;
    changeText(field, change);
    look(field);
  }

  function accept({ insert }: Suggestion, field: HTMLTextAreaElement): void {
    const found = wordIn(field);
    if (found === undefined) return;
    const end = found.from + insert.length;
    changeText(field, { from: found.from, to: field.selectionStart, insert, select: [end, end] });
    close();
  }

  function onKey(event: KeyboardEvent, field: HTMLTextAreaElement): boolean {
    const suggestion = suggestions[chosen];
    if (suggestion === undefined || event.altKey || event.ctrlKey || event.metaKey) return false;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step !== undefined) {
      setChosen((chosen + step + suggestions.length) % suggestions.length);
    } else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) {
      accept(suggestion, field);
    } else if (event.key === 'Escape') close();
    else return false;
    event.preventDefault();
    return true;
  }

  function close(): void {
    asked.current = undefined;
    setWord(undefined);
  }

  return { suggestions, chosen, look, askEmoji, onKey, accept, close };
}
