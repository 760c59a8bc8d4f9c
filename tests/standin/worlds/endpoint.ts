import type { Codec, Encoded } from './codec.ts';
import type { World } from './world.ts';

/** One end of the bridge between the page's world and the preload's. */
export interface Endpoint {
  encode(value: unknown): Encoded;
  decode(encoded: Encoded): unknown;
  /** Reaches the other end's `hear` before it returns. */
  tell(topic: string, body: Encoded): void;
}

interface Message {
  kind: 'call' | 'reply' | 'settle' | 'tell';
  id: number;
  topic: string;
  isError: boolean;
  body: Encoded;
}

/**
 * Values are copied, functions and promises are stood in for, as contextBridge does: neither world
 * ever holds an object of the other. DOM events with string details are the one thing that passes
 * between worlds at once. Runs in the page from its source text.
 */
export function createEndpoint(
  world: World,
  codec: Codec,
  names: { send: string; receive: string },
  hear: (topic: string, body: Encoded) => void,
): Endpoint {
  const functions = new Map<number, (...args: unknown[]) => unknown>();
  const promises = new Map<number, PromiseWithResolvers<unknown>>();
  const { CustomEvent } = world;
  const dispatchEvent = world.dispatchEvent.bind(world);
  let last = 0;
  let reply: Message | undefined;

  const encode = (value: unknown) => codec.encode(value, encodeForeign);
  const decode = (encoded: Encoded) => codec.decode(encoded, decodeForeign);

  function encodeForeign(value: object): Encoded | undefined {
    if (typeof value === 'function') {
      functions.set(++last, (...args) => Reflect.apply(value, undefined, args));
      return ['function', last];
    }
    if (value instanceof Promise) {
      const id = ++last;
      value.then(
        (result) => send({ kind: 'settle', id, body: encode(result) }),
        (error) => send({ kind: 'settle', id, isError: true, body: textOf(error) }),
      );
      return ['promise', id];
    }
    return undefined;
  }

  function decodeForeign(tag: string, id: number): unknown {
    if (tag === 'function') return (...args: unknown[]) => call(id, args);
    const settled = Promise.withResolvers<unknown>();
    promises.set(id, settled);
    return settled.promise;
  }

  function call(id: number, args: unknown[]): unknown {
    reply = undefined;
    send({ kind: 'call', id, body: args.map(encode) });
    const answer: Message | undefined = reply;
    if (answer === undefined) throw new Error('the other world is gone');
    return unwrap(answer);
  }

  function unwrap({ isError, body }: Message): unknown {
    if (isError) throw new Error(String(body));
    return decode(body);
  }

  function answerCall({ id, body }: Message): void {
    try {
      const args = Array.isArray(body) ? body.map(decode) : [];
      send({ kind: 'reply', body: encode(functions.get(id)?.(...args)) });
    } catch (error) {
      send({ kind: 'reply', isError: true, body: textOf(error) });
    }
  }

  function settle(message: Message): void {
    const settled = promises.get(message.id);
    promises.delete(message.id);
    try {
      settled?.resolve(unwrap(message));
    } catch (error) {
      settled?.reject(error);
    }
  }

  function send(message: Partial<Message>): void {
    const whole = { id: 0, topic: '', isError: false, body: null, ...message };
    dispatchEvent(new CustomEvent(names.send, { detail: JSON.stringify(whole) }));
  }

  function textOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
  }

  world.addEventListener(names.receive, ({ detail }: { detail: string }) => {
    const message: Message = JSON.parse(detail);
    if (message.kind === 'call') answerCall(message);
    else if (message.kind === 'reply') reply = message;
    else if (message.kind === 'settle') settle(message);
    else hear(message.topic, message.body);
  });
  return { encode, decode, tell: (topic, body) => send({ kind: 'tell', topic, body }) };
}
