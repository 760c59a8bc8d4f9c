import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Arrived, createEventReader } from '../../../desktop/renderer/live/event-reader.ts';

test('events are the same however their bytes are cut', () => {
  fc.assert(
    fc.property(streams(), cuts, (text, at) => {
      const bytes = Buffer.from(text, 'utf8');
      expect(arrivedOf(cut(bytes, at))).toEqual(arrivedOf([bytes]));
    }),
    { numRuns: 200, interruptAfterTimeLimit: 5_000 },
  );
});

const PING = { event: 'ping', data: { at: '2026-01-01T00:00:00.000Z' } };
const UNKNOWN = { event: 'unknown', data: undefined };

test('each byte for itself, with every end of line, is an event with its id', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const data = JSON.stringify(PING.data);
    const text = ['\ufeffid: a-1', 'event: ping', `data: ${data}`, '', 'data: 2', '', ': ping', ''];
    const bytes = Buffer.from(`${text.join(end)}${end}`, 'utf8');
    expect(arrivedOf([...bytes].map((byte) => Buffer.of(byte)))).toEqual([
      { event: PING, id: 'a-1' },
      { event: UNKNOWN, id: undefined },
    ]);
  }
});

test('what this version does not know is told apart and keeps its id, and what is more than it knows is left out', () => {
  const of = (event: string, data: unknown) =>
    arrivedOf([Buffer.from(`id: a-1\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)]);
  for (const [event, data] of [
    ['thread.exploded', { pieces: 3 }],
    ['ping', { at: 12 }],
    ['ping', null],
    ['channel.created', { id: 'not yet', kind: 'thread' }],
    ['unknown', {}],
    ['constructor', {}],
  ] as const) {
    expect(of(event, data)).toEqual([{ event: UNKNOWN, id: 'a-1' }]);
  }
  expect(of('ping', { ...PING.data, mood: 'fine' })).toEqual([{ event: PING, id: 'a-1' }]);
});

test('how long the server wants one to wait is heard, where it is a number', () => {
  const heard: number[] = [];
  const reader = createEventReader((ms) => void heard.push(ms));
  expect(reader.read(Buffer.from('retry: 10\nretry: x\nretry: -1\nretry\n\n'))).toEqual([]);
  expect(heard).toEqual([10]);
});

test('an id with a NUL in it is none', () => {
  expect(arrivedOf([Buffer.from('id: a\0b\ndata: 1\n\n')])).toEqual([
    { event: UNKNOWN, id: undefined },
  ]);
});

test('an event in a line of a million characters arrives whole', () => {
  const data = { reason: 'é'.repeat(1_000_000) };
  const bytes = Buffer.from(`event: reset\ndata: ${JSON.stringify(data)}\n\n`);
  const arrived = arrivedOf(cut(bytes, [0.1, 0.2, 0.3, 0.7, 0.99]));
  expect(arrived.map(({ event }) => event.data)).toEqual([data]);
});

test('no bytes of any kind do more than to end the connection', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), cuts, (bytes, at) => {
      arrivedOf(cut(Buffer.concat([Buffer.from('data: '), bytes, Buffer.from('\n\n')]), at));
    }),
    { numRuns: 200, interruptAfterTimeLimit: 5_000 },
  );
});

/** Fields, comments and ends of lines as no server of ours writes them; data is JSON, as promised. */
function streams(): fc.Arbitrary<string> {
  const text = fc.string({ unit: fc.constantFrom(...'aé😀\0\t :\u2028\ufeff') });
  const field = fc.oneof(
    text.map((id) => `id: ${id}`),
    text.map((name) => `event:${name}`),
    text.map((comment) => `:${comment}`),
    text.map((name) => `${name}x`),
    fc.constantFrom('id', 'id:', 'event', 'retry: 10', 'retry: x', 'retry', 'Data: 1', ' data: 1'),
  );
  const data = fc.json({ stringUnit: 'binary' }).map((json) => `data:${json}`);
  const end = fc.constantFrom('\n', '\r', '\r\n');
  const block = fc
    .tuple(fc.array(field, { maxLength: 4 }), fc.option(data, { nil: undefined }), end)
    .map(([fields, line, eol]) =>
      [...fields, ...(line === undefined ? [] : [line]), '', ''].join(eol),
    );
  return fc
    .tuple(fc.constantFrom('', '\ufeff'), fc.array(block, { maxLength: 6 }))
    .map(([bom, blocks]) => bom + blocks.join(''));
}

/** Where to cut, as shares of the whole. */
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });

function cut(bytes: Buffer, at: readonly number[]): Buffer[] {
  const places = [0, ...at.map((share) => Math.floor(share * bytes.length)), bytes.length];
  places.sort((a, b) => a - b);
  return places.map((place, index) => bytes.subarray(place, places[index + 1])).filter(hasBytes);
}

const hasBytes = ({ length }: Buffer) => length > 0;

/** What arrives in these chunks before the connection ends, by itself or for data that is no JSON. */
function arrivedOf(chunks: readonly Uint8Array[]): Arrived[] {
  const reader = createEventReader(() => undefined);
  try {
    return chunks.flatMap((chunk) => reader.read(chunk));
  } catch (error) {
    expect(error).toBeInstanceOf(SyntaxError);
    return [];
  }
}
