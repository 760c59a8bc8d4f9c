import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { FAIR, startWire } from './wire.ts';

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** A server that says back what it hears, and a client of it over a wire. */
async function echo() {
  const server = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push(() => server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const wire = await startWire(address.port);
  opened.push(() => wire.close());
  const client: Socket = connect(wire.port, '127.0.0.1').setEncoding('utf8');
  opened.push(() => client.destroy());
  let heard = '';
  client.on('data', (text: string) => {
    heard += text;
  });
  client.on('error', () => undefined);
  return { wire, client, heard: () => heard };
}

test('a wire passes on what comes, and holds it back as long as it is told', async () => {
  const { wire, client, heard } = await echo();
  client.write('one');
  await until(() => heard() === 'one');
  wire.set({ ...FAIR, delayMs: 100 });
  const from = performance.now();
  client.write(' two');
  await until(() => heard() === 'one two');
  expect(performance.now() - from).toBeGreaterThanOrEqual(190);
});

test('a wire that is stalled passes nothing, and all of it afterwards', async () => {
  const { wire, client, heard } = await echo();
  wire.set({ ...FAIR, isStalled: true });
  client.write('held');
  // What is written on a wire of its own meanwhile shows that there was time for it.
  const other = await echo();
  other.client.write('passed');
  await until(() => other.heard() === 'passed');
  expect(heard()).toBe('');
  wire.set(FAIR);
  await until(() => heard() === 'held');
});

test('a wire that becomes fast again passes on at once what it held back', async () => {
  const { wire, client, heard } = await echo();
  wire.set({ ...FAIR, bytesPerSecond: 0.001 });
  client.write('held');
  // Over a wire of its own this takes the same way, so the first one has been taken on by then.
  const other = await echo();
  other.client.write('passed');
  await until(() => other.heard() === 'passed');
  expect(heard()).toBe('');
  wire.set(FAIR);
  await until(() => heard() === 'held');
});

test('a wire that is cut breaks its connections off', async () => {
  const { wire, client, heard } = await echo();
  client.write('one');
  await until(() => heard() === 'one');
  wire.cut();
  await until(() => client.destroyed);
});
