import { Buffer } from 'node:buffer';
import { connect } from 'node:net';
import type { SubscriberWire } from './commands.ts';
import { DIGITS, MARK, MARK_BYTE } from './post-body.ts';
import { protocols } from './protocols.ts';

/** A connection that counts what is delivered over it, as cheaply as that can be done. */
export interface Subscriber {
  wire: SubscriberWire;
  /** Where to go on from, in the words of its protocol. */
  cursor(): string;
  /** Keeps a connection of a protocol that asks for signs of life. */
  beat(): void;
  cut(): void;
}

export interface SubscriberEvents {
  onBytes(bytes: number): void;
  /** So many posts came. */
  onPosts(count: number): void;
  /** Where given, each post's number is read, too. */
  onNumber: ((number: number) => void) | undefined;
}

/** As much as the newest cursor needs, wherever it stands in an event. */
const TAIL = 1_024;
/** All of the sockets read into this one: each is done with it before the next gets it. */
const shared = Buffer.allocUnsafe(256 * 1024);

/**
 * Opens it and resolves when it is in; rejects where the connection ends before.
 *
 * @param cursor what an earlier connection answered, to get what has come since
 */
export function openSubscriber(
  wire: SubscriberWire,
  { onBytes, onPosts, onNumber }: SubscriberEvents,
  cursor = '',
): Promise<Subscriber> {
  const speaks = protocols[wire.protocol];
  let isReady = false;
  let isGreeted = false;
  /** All that came before it was in, then the newest. */
  let opened = '';
  let tail = '';
  /** Of an event whose number has come in part. */
  let rest = '';

  return new Promise((resolve, reject) => {
    const socket = connect({
      port: wire.port,
      host: '127.0.0.1',
      onread: { buffer: shared, callback: read },
    });
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`the stream ended before it was ready: ${opened}`)));
    socket.write(`${wire.opening}${speaks.header(cursor)}\r\n`);

    function read(length: number, buffer: Uint8Array): boolean {
      const bytes = Buffer.from(buffer.buffer, buffer.byteOffset, length);
      onBytes(length);
      count(bytes);
      if (onNumber !== undefined || !isReady) keep(bytes.toString('latin1'));
      if (!isReady) greet();
      return true;
    }

    function greet(): void {
      if (!isGreeted && opened.includes('\r\n\r\n')) {
        isGreeted = true;
        const greeting = speaks.greeting(cursor);
        if (greeting !== undefined) socket.write(greeting);
      }
      if (!isGreeted || !opened.includes(wire.ready)) return;
      isReady = true;
      resolve({
        wire,
        cursor: () => speaks.cursor(opened, tail),
        beat: () => void (speaks.beat && socket.write(speaks.beat)),
        cut: () => void socket.destroy(),
      });
    }
  });

  function count(bytes: Buffer): void {
    let posts = 0;
    let at = bytes.indexOf(MARK_BYTE);
    while (at >= 0) {
      posts += 1;
      at = bytes.indexOf(MARK_BYTE, at + 1);
    }
    if (posts > 0) onPosts(posts);
  }

  function keep(text: string): void {
    if (!isReady) opened += text;
    tail = (tail + text).slice(-TAIL);
    if (onNumber === undefined) return;
    rest += text;
    let at = rest.indexOf(MARK);
    while (at >= 0 && at + DIGITS < rest.length) {
      onNumber(Number(rest.slice(at + 1, at + 1 + DIGITS)));
      rest = rest.slice(at + 1 + DIGITS);
      at = rest.indexOf(MARK);
    }
    if (at < 0) rest = '';
  }
}
