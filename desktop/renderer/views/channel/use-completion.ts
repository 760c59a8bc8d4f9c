import { useState } from 'preact/hooks';
import { GROUPS } from '../../../../api/messages/mentions.ts';
import type { User } from '../../../../api/users/contract.ts';
import { fold } from '../../state/select.ts';
import type { State } from '../../state/state.ts';
import { mentionBefore } from './mentions.ts';

const MOST_SHOWN = 6;

/** A person, or a group, whose id is its name. */
export type Suggestion = Pick<User, 'id' | 'username' | 'displayName'>;

export interface Completion {
  people: readonly Suggestion[];
  chosen: number;
  /** Updates the suggestions from the typed text. */
  look(field: HTMLTextAreaElement): void;
  /** True if the suggestions have used the key. */
  onKey(event: KeyboardEvent, field: HTMLTextAreaElement): boolean;
  accept(user: Suggestion, field: HTMLTextAreaElement): void;
  close(): void;
}

/** The people whom `@cl` may mean, and the keys that choose among them. */
export function useCompletion({ users, me }: State): Completion {
  const [typed, setTyped] = useState<string>();
  const [chosen, setChosen] = useState(0);
  const people = typed === undefined ? [] : suggest(users, me, typed);

  function look(field: HTMLTextAreaElement): void {
    const mention =
      field.selectionStart === field.selectionEnd
        ? mentionBefore(field.value, field.selectionStart)
        : undefined;
    if (mention?.typed !== typed) setChosen(0);
    setTyped(mention?.typed);
  }

  function accept(user: Suggestion, field: HTMLTextAreaElement): void {
    const mention = mentionBefore(field.value, field.selectionStart);
    if (mention === undefined) return;
    field.setRangeText(`@${user.username} `, mention.from, field.selectionStart, 'end');
    field.dispatchEvent(new Event('input', { bubbles: true }));
    setTyped(undefined);
  }

  function onKey(event: KeyboardEvent, field: HTMLTextAreaElement): boolean {
    const user = people[chosen];
    if (user === undefined || event.altKey || event.ctrlKey || event.metaKey) return false;
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step !== undefined) setChosen((chosen + step + people.length) % people.length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) accept(user, field);
    else if (event.key === 'Escape') setTyped(undefined);
    else return false;
    event.preventDefault();
    return true;
  }

  return { people, chosen, look, onKey, accept, close: () => setTyped(undefined) };
}

/**
 * People whose user name, or a word of whose display name, begins with `typed`, then groups. Who is
 * called so is first.
 */
function suggest(users: State['users'], me: User, typed: string): Suggestion[] {
  const wanted = fold(typed);
  const people = [...users.values()]
    .filter(({ id, disabled }) => id !== me.id && !disabled)
    .filter(({ username, displayName }) =>
      [username, ...displayName.split(/[\s-]+/)].some((word) => fold(word).startsWith(wanted)),
    )
    .sort((a, b) => a.displayName.localeCompare(b.displayName));
  const groups = [...GROUPS.keys()]
    .filter((name) => wanted !== '' && name.startsWith(wanted))
    .map((name) => ({ id: name, username: name, displayName: name }));
  const isCalledSo = ({ username }: Suggestion) => Number(username === wanted);
  return [...people, ...groups].sort((a, b) => isCalledSo(b) - isCalledSo(a)).slice(0, MOST_SHOWN);
}
