import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { Protocol } from '../../../node_modules/playwright-core/types/protocol.d.ts';

export type { Protocol };

type Command = keyof Protocol.CommandParameters;
type Params<Method extends Command> = Protocol.CommandParameters[Method];
type Result<Method extends Command> = Protocol.CommandReturnValues[Method];
type EventName = keyof Protocol.EventMap;

/** A DevTools session: commands in their order, each answered, and what the browser says. */
export interface Cdp {
  /** @throws Error with the browser's own words, or where the session is over */
  send<Method extends Command>(method: Method, params?: Params<Method>): Promise<Result<Method>>;
  on<Name extends EventName>(
    name: Name,
    listener: (event: Protocol.EventMap[Name][0]) => void,
  ): void;
  /** The session of a target that was attached to. */
  session(sessionId: string): Cdp;
}

interface Message {
  id?: number;
  sessionId?: string;
  method?: string;
  params?: unknown;
  result?: never;
  error?: { message: string };
}

interface Pending {
  method: string;
  resolve(result: never): void;
  reject(error: Error): void;
}

/** Speaks DevTools over Chromium's pipe, whose end also ends the browser. */
export function connectCdp(write: Writable, read: Readable): Cdp {
  const pending = new Map<number, Pending>();
  const sessions = new Map<string, EventEmitter>();
  let last = 0;
  let isOver = false;

  function sessionOf(sessionId: string): Cdp {
    const events = sessions.get(sessionId) ?? new EventEmitter().setMaxListeners(0);
    sessions.set(sessionId, events);
    return {
      send(method, params) {
        if (isOver) return Promise.reject(new Error(`${method}: the browser is gone`));
        const id = ++last;
        const to = sessionId === '' ? {} : { sessionId };
        write.write(`${JSON.stringify({ id, method, params: params ?? {}, ...to })}\0`);
        return new Promise((resolve, reject) => pending.set(id, { method, resolve, reject }));
      },
      on(name, listener) {
        events.on(name, listener);
      },
      session: sessionOf,
    };
  }

  function take(message: Message): void {
    const waiting = pending.get(message.id ?? -1);
    if (waiting === undefined) {
      if (message.method === undefined) return;
      sessions.get(message.sessionId ?? '')?.emit(message.method, message.params);
      return;
    }
    pending.delete(message.id ?? -1);
    if (message.error === undefined) waiting.resolve(message.result as never);
    else waiting.reject(new Error(`${waiting.method}: ${message.error.message}`));
  }

  function end(): void {
    isOver = true;
    for (const { method, reject } of pending.values()) {
      reject(new Error(`${method}: the browser is gone`));
    }
    pending.clear();
  }

  eachMessage(read, (text) => take(JSON.parse(text)));
  read.on('close', end);
  write.on('error', end);
  return sessionOf('');
}

/** Messages are JSON, each ended by a zero byte. */
function eachMessage(read: Readable, take: (text: string) => void): void {
  let rest: Buffer[] = [];
  read.on('data', (chunk: Buffer) => {
    let start = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
      take(Buffer.concat([...rest, chunk.subarray(start, end)]).toString());
      rest = [];
      start = end + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  });
}
