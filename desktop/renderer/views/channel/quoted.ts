import { useEffect, useMemo } from 'preact/hooks';
import type { Message } from '../../../../api/messages/contract.ts';
import type { State } from '../../state/state.ts';
import type { Store } from '../../store.ts';

/** A message that others reply to, by its id; undefined where it cannot be had. */
export type Quoted = ReadonlyMap<string, Message | undefined>;

/** The messages that are replied to. Those not among `messages` are read one after the other. */
export function useQuoted(
  store: Store,
  { quotes, connection }: State,
  messages: readonly Message[] | undefined,
): Quoted {
  const quoted = useMemo(() => {
    const wanted = new Set(messages?.flatMap(({ replyToId }) => replyToId ?? []));
    const near = messages?.filter(({ id }) => wanted.has(id)) ?? [];
    return new Map([...quotes, ...near.map((message) => [message.id, message] as const)]);
  }, [quotes, messages]);

  // One at a time, so that a page full of replies does not become a burst of requests.
  const missing = messages?.findLast(
    ({ replyToId }) => replyToId !== null && !quoted.has(replyToId),
  )?.replyToId;
  useEffect(() => {
    if (missing != null) void store.loadQuote(missing);
  }, [missing, connection.kind]);

  return quoted;
}
