import { Buffer } from 'node:buffer';
import { connect } from 'node:net';
import type { SubscriberWire } from './commands.ts';
import { DIGITS, MARK_BYTE } from './post-body.ts';
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
const ZERO = '0'.charCodeAt(0);
/**
 * All of the sockets read into this one: each is done with it before the next gets it. No larger than
 * what a processor keeps at hand, since all of it is looked through.
 */
const shared = Buffer.allocUnsafe(64 * 1024);

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
  /** A number that has come in part, and how many of its digits are missing. */
  let number = 0;
  let digitsLeft = 0;

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
      if (onNumber !== undefined) readNumbers(bytes, onNumber);
      if (onNumber !== undefined || !isReady) keep(bytes);
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

  function readNumbers(bytes: Buffer, onNumber: (number: number) => void): void {
    let at = 0;
    while (at < bytes.length) {
      if (digitsLeft === 0) {
        const mark = bytes.indexOf(MARK_BYTE, at);
        if (mark < 0) return;
        at = mark + 1;
        number = 0;
        digitsLeft = DIGITS;
      }
      for (; digitsLeft > 0 && at < bytes.length; at += 1) {
        number = number * 10 + bytes.readUInt8(at) - ZERO;
        digitsLeft -= 1;
      }
      if (digitsLeft === 0) onNumber(number);
    }
  }

  function keep(bytes: Buffer): void {
    if (!isReady) opened += bytes.toString('latin1');
    tail = (tail + bytes.toString('latin1', Math.max(0, bytes.length - TAIL))).slice(-TAIL);
  }
}
