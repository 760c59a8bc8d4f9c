import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Message } from '../../../../api/messages/contract.ts';
import { api } from '../../live/api.ts';

/** A message that others reply to, by its id; null where it is not there any more. */
export type Quoted = ReadonlyMap<string, Message | null>;

/** What the messages reply to: those that are among them, and the others, read one by one and kept. */
export function useQuoted(messages: readonly Message[] | undefined): Quoted {
  const fetched = useRef(new Map<string, Message | null>());
  const asked = useRef(new Set<string>());
  const [version, setVersion] = useState(0);

  const [quoted, missing] = useMemo(() => {
    const byId = new Map((messages ?? []).map((message) => [message.id, message]));
    const found = new Map<string, Message | null>();
    const absent = new Set<string>();
    for (const { replyToId } of messages ?? []) {
      if (replyToId === null) continue;
      const message = byId.get(replyToId) ?? fetched.current.get(replyToId);
      if (message === undefined) absent.add(replyToId);
      else found.set(replyToId, message);
    }
    return [found, [...absent]];
  }, [messages, version]);

  async function read(id: string): Promise<void> {
    if (asked.current.has(id)) return;
    asked.current.add(id);
    const message = await api.message(id).catch(() => null);
    fetched.current.set(id, message);
    setVersion((before) => before + 1);
  }
  useEffect(() => {
    for (const id of missing) void read(id);
  }, [missing]);

  return quoted;
}
