import type { Buffer } from 'node:buffer';
import type { SubscriberWire } from './commands.ts';
import { textFrame } from './websocket.ts';

/** More often than a server asks for it. */
export const BEAT_MS = 15_000;

/** What a subscriber has to say in a protocol, to get in and to come back. */
export interface Protocol {
  /** A line of the request's head, or nothing. */
  header(cursor: string): string;
  /** Sent when the head of the answer is there. */
  greeting(cursor: string): Buffer | undefined;
  /** From what came before it was in, and the newest that came. */
  cursor(opened: string, tail: string): string;
  /** What the server asks for now and then to believe that the client lives. */
  beat: Buffer | undefined;
}

export const protocols: Record<SubscriberWire['protocol'], Protocol> = {
  sse: {
    header: (cursor) => (cursor === '' ? '' : `Last-Event-ID: ${cursor}\r\n`),
    greeting: () => undefined,
    cursor: (_, tail) => last(tail, /^id: (.+)$/gm),
    beat: undefined,
  },
  // Socket.IO protocol 5 over Engine.IO 4: "40" joins, with what the client shows to be recovered:
  // its private id and newest offset for the server's memory, the newest number for the database.
  'socket.io': {
    header: () => '',
    greeting: (cursor) => textFrame(`40${cursor}`),
    cursor: (opened, tail) =>
      JSON.stringify({
        pid: last(opened, /"pid":"([^"]+)"/g),
        offset: last(tail, /\},"([^"]+)"\]/g),
        after: Number(last(tail, /"seq":(\d+)/g)),
      }),
    beat: textFrame('3'),
  },
};

function last(text: string, pattern: RegExp): string {
  return [...text.matchAll(pattern)].at(-1)?.[1] ?? '';
}
