import { Buffer } from 'node:buffer';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frame, joinChunk, retryLine, toChunk } from '../../api/events/frame.ts';
import { toEntry } from '../../api/events/tail.ts';

function parse(text: string) {
  const events: EventSourceMessage[] = [];
  const retries: number[] = [];
  const parser = createParser({
    onEvent: (event) => events.push(event),
    onRetry: (ms) => retries.push(ms),
  });
  parser.feed(text);
  return { events, retries };
}

test('a frame is read back by a client as it was meant', () => {
  const { events } = parse(frame('message.created', '{"body":"x"}', 'epoch-1'));
  expect(events).toEqual([{ event: 'message.created', id: 'epoch-1', data: '{"body":"x"}' }]);
});

test('a frame without an id has none', () => {
  const { events } = parse(frame('ping', '{}'));
  expect(events).toEqual([{ event: 'ping', id: undefined, data: '{}' }]);
});

test('whatever a body holds, its JSON comes through in one piece', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), (bodies) => {
      const text = bodies.map((body) => frame('message.created', JSON.stringify(body), '1'));
      const { events } = parse(text.join(''));
      expect(events.map(({ data }) => JSON.parse(data))).toEqual(bodies);
    }),
  );
  // Line breaks of every kind are escaped by JSON, or are none to the parser.
  const breaks = 'a\nb\rc\r\nd\u2028e\u2029f\u0085g';
  expect(JSON.parse(parse(frame('x', JSON.stringify(breaks))).events[0]?.data ?? '')).toBe(breaks);
});

test('retry is a line of whole milliseconds that goes with the event after it', () => {
  const { events, retries } = parse(retryLine(1234.56) + frame('ready', '{}', '1'));
  expect(retries).toEqual([1235]);
  expect(events.map(({ event }) => event)).toEqual(['ready']);
});

test('a chunk is framed for chunked transfer coding around the very same bytes', () => {
  const frames = ['one é', 'two', 'three'].map((text) => Buffer.from(text));
  const { bytes, framed, events } = joinChunk(frames, 3);
  expect(Buffer.from(bytes).toString()).toBe('one étwothree');
  expect(Buffer.from(framed).toString()).toBe(
    `${bytes.byteLength.toString(16)}\r\none étwothree\r\n`,
  );
  expect(events).toBe(3);
});

test('what is no event of the log does not count as one', () => {
  expect(toChunk('retry: 1\n')).toMatchObject({ events: 0 });
});

test('the frame that the window keeps holds no memory but its own', () => {
  const event = {
    type: 'message.created',
    channelId: 'a',
    userId: null,
    memberIds: null,
    messageId: null,
    keepsText: null,
  };
  const { frame: kept } = toEntry('epoch', { ...event, position: 1, isPublic: false, data: '"é"' });
  expect(Buffer.from(kept).toString()).toBe('id: epoch-1\nevent: message.created\ndata: "é"\n\n');
  expect(kept.buffer.byteLength).toBe(kept.byteLength);
});
