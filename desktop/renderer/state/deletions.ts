import type { Message } from '../../../api/messages/contract.ts';
import type { Deletion, Deletions, State } from './state.ts';

/** How long a deletion can be undone, in milliseconds. */
export const UNDO_MS = 5_000;

export function withDeletion(
  state: State,
  messageId: string,
  deletion: Deletion | undefined,
): State {
  const deletions = new Map(state.deletions);
  if (deletion === undefined) {
    if (!deletions.delete(messageId)) return state;
  } else deletions.set(messageId, deletion);
  return { ...state, deletions };
}

/** Whether it can be undone at that time. A clock that was set back does not make that longer. */
export function isHeldAt({ until }: Pick<Deletion, 'until'>, now: number): boolean {
  return until > now && until <= now + UNDO_MS;
}

/** The message whose deletion was asked for last and can be undone. */
export function lastHeld(deletions: Deletions): string | undefined {
  return [...deletions].findLast(([, { phase }]) => phase === 'held')?.[0];
}

/** Drops those of messages that are deleted, by whomever: there is nothing left to undo. */
export function settleDeletions(state: State, messages: readonly Message[]): State {
  const isGone = ({ id, body }: Message) => body === null && state.deletions.has(id);
  return messages.filter(isGone).reduce((now, { id }) => withDeletion(now, id, undefined), state);
}

/**
 * What the windows of this browser have on disk: another one may have deleted, undone or sent.
 *
 * @param kept until when each can be undone, by message
 */
export function takeKept(state: State, kept: ReadonlyMap<string, number>, now: number): State {
  let after = state;
  for (const [id, until] of kept) {
    if (state.deletions.has(id)) continue;
    const phase = isHeldAt({ until }, now) ? 'held' : 'due';
    after = withDeletion(after, id, { until, phase });
  }
  for (const [id, deletion] of state.deletions) {
    if (kept.has(id) || deletion.phase === 'sent') continue;
    // What could be undone was, and the other window has sent what could not.
    const isSent = deletion.phase === 'due';
    after = withDeletion(after, id, isSent ? { ...deletion, phase: 'sent' } : undefined);
  }
  return after;
}

/** The state as the user is to see it, who does not wait for the server: what they delete is gone. */
export function asShown(state: State): State {
  const { deletions, timelines, pins, search } = state;
  if (deletions.size === 0) return state;
  const isHidden = (message: Message | null | undefined) =>
    message != null && message.body !== null && deletions.has(message.id);
  const hide = <Known extends Message | null | undefined>(message: Known): Known =>
    message != null && isHidden(message)
      ? { ...message, body: null, deletedAt: message.createdAt }
      : message;
  const hideIn = <Known extends Message | null | undefined>(all: ReadonlyMap<string, Known>) =>
    [...all.values()].some(isHidden)
      ? new Map([...all].map(([id, message]) => [id, hide(message)]))
      : all;
  return {
    ...state,
    timelines: new Map(
      [...timelines].map(([id, timeline]) => {
        const { messages } = timeline;
        return [
          id,
          messages.some(isHidden) ? { ...timeline, messages: messages.map(hide) } : timeline,
        ];
      }),
    ),
    quotes: hideIn(state.quotes),
    linked: hideIn(state.linked),
    pins: new Map([...pins].map(([id, messages]) => [id, hideIn(messages)])),
    search: search && {
      ...search,
      results: search.results?.map((one) =>
        isHidden(one.message) ? { ...one, message: hide(one.message) } : one,
      ),
    },
  };
}

/** What a screen reader is to be told of, since `before`. */
export function deletionNews(before: Deletions, state: State): 'deleted' | 'undone' | undefined {
  const { deletions } = state;
  if ([...deletions].some(([id, { phase }]) => phase === 'held' && !before.has(id)))
    return 'deleted';
  const back = [...before].filter(([id, { phase }]) => phase === 'held' && !deletions.has(id));
  const isThere = ([id]: (typeof back)[number]) =>
    [...state.timelines.values()].some(({ messages }) =>
      messages.some((message) => message.id === id && message.body !== null),
    );
  return back.some(isThere) ? 'undone' : undefined;
}
