import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { databaseKind } from '../support/database.ts';
import { missedShare } from '../support/page-timing.ts';
import { isLong } from '../support/rounds.ts';
import { startLoad } from './load/client.ts';
import { postBody } from './load/post-body.ts';
import { openPoster } from './load/poster.ts';
import { openSubscriber } from './load/subscriber.ts';
import { Processes } from './processes.ts';
import { toChart } from './report/chart.ts';
import { toResult } from './report/results.ts';
import { toTable } from './report/table.ts';
import { bareNodeJoined, bareNodeSingle } from './systems/bare-node.ts';
import { nchan } from './systems/nchan.ts';
import { socketIoMemory, socketIoPostgresql } from './systems/socket-io.ts';
import type { Surroundings, System } from './systems/system.ts';
import { workspace, workspaceTwoNodes } from './systems/workspace.ts';
import { deliveries } from './workloads/deliveries.ts';
import { latency } from './workloads/latency.ts';
import { resume } from './workloads/resume.ts';

// Each of the references costs a process; the harness is the same for either database.
describe.skipIf(databaseKind() === 'embedded')('the bench', () => {
  let surroundings: Surroundings;

  beforeAll(() => {
    surroundings = {
      processes: new Processes(),
      folder: mkdtempSync(path.join(tmpdir(), 'workspace-bench-')),
      databaseUrl: inject('source'),
      databasePid: undefined,
      env: {},
    };
  });
  afterAll(() => {
    surroundings.processes.killAll();
    rmSync(surroundings.folder, { recursive: true, force: true });
  });

  const canRun = ({ whyNot }: System) => whyNot() === undefined;

  test
    .runIf(isLong())
    .concurrent.each(
      [workspace, bareNodeSingle, bareNodeJoined, nchan, socketIoPostgresql].filter(canRun),
    )('counts as many deliveries as posts times subscribers: $name', async (system) => {
    const work = deliveries({
      systems: [system],
      subscribers: 20,
      posters: [3],
      ms: 200,
      warmUpMs: 50,
    });
    const figures = await work.measure(system, surroundings);
    expect(figures['3 posters: deliveries']).toBeGreaterThan(0);
    expect(figures['3 posters: deliveries missing']).toBe(0);
    expect(figures['3 posters: bytes a delivery']).toBeGreaterThan(400);
  });

  test
    .runIf(isLong())
    .concurrent(
      'tells how long a post takes from node to node, and that none is missing',
      async () => {
        const work = latency({ systems: [], subscribers: 4, perSecond: 50, ms: 400, warmUpMs: 50 });
        const figures = await work.measure(workspaceTwoNodes, surroundings);
        expect(figures['receipt p50']).toBeGreaterThan(0);
        expect(figures['receipt p99']).toBeGreaterThanOrEqual(figures['receipt p50'] ?? 0);
        expect(figures['deliveries missing or repeated']).toBe(0);
      },
    );

  test.runIf(isLong()).concurrent.each([nchan, socketIoMemory].filter(canRun))(
    'brings everyone back with nothing missing: $name',
    async (system) => {
      const work = resume({ systems: [], subscribers: 4, messages: 20 });
      expect(await work.measure(system, surroundings)).toMatchObject({ gaps: 0 });
    },
  );
});

/** What becomes of the two systems' rounds of one figure. */
function resultOf(ours: number[], theirs: number[]) {
  const work = deliveries({
    systems: [nchan, bareNodeSingle],
    subscribers: 1,
    posters: [1],
    ms: 1,
    warmUpMs: 1,
  });
  const figure = '1 poster: deliveries';
  const measured = new Map([
    [nchan.name, new Map([[figure, ours]])],
    [bareNodeSingle.name, new Map([[figure, theirs]])],
  ]);
  return toResult(work, work.systems, measured, []);
}

/** A server on a port of its own. Clients may break off: that is what is tried. */
async function serve(onSocket: (socket: Socket) => unknown) {
  const sockets: Socket[] = [];
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    onSocket(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, sockets, close: () => void server.close() };
}

test('a post on a connection that has ended is refused, and does not wait for ever', async () => {
  const { port, close } = await serve((socket) => void socket.end());
  const poster = await openPoster({ port, protocol: 'http', request: '{uuid}', accepted: '201' });
  await expect(poster.post(1)).rejects.toThrow('the connection of a poster ended');
  await expect(poster.post(2)).rejects.toThrow('the connection of a poster ended');
  close();
});

test('a server that never answers a post does not hold the bench up for ever', async () => {
  const processes = new Processes();
  const { port, close } = await serve(() => undefined);
  const load = startLoad(processes, 1_000);
  const wire = { port, protocol: 'http', request: '{uuid}', accepted: '201' } as const;
  const posting = load.tell({ do: 'post', wires: [wire], posters: 1, ms: 100 });
  await expect(posting).rejects.toThrow('post: not done within 1000 ms');
  await load.stop();
  close();
});

test('whoever posts and reads tells what came when all has, also after the answer', async () => {
  const processes = new Processes();
  const load = startLoad(processes);
  const {
    port: reading,
    close: closeReading,
    sockets,
  } = await serve((socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\nready\n');
  });
  const { port, close } = await serve((socket) => {
    socket.on('data', (request) => {
      socket.write('HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n');
      setTimeout(() => sockets.forEach((reader) => void reader.write(request)), 100);
    });
  });
  const wires = [{ port: reading, protocol: 'sse', opening: '', ready: 'ready' } as const];
  await load.tell({ do: 'subscribe', wires, count: 3, isExact: true });
  const request = '{uuid} {body}\n\n';
  const poster = { port, protocol: 'http', request, accepted: 'HTTP/1.1 201' } as const;
  const report = await load.tell({ do: 'post', wires: [poster], posters: 1, count: 1 });
  expect(report).toMatchObject({ posted: 1, deliveries: 3, gaps: 0 });
  await load.stop();
  close();
  closeReading();
});

test('a number is read also where its digits come apart, and is counted as often as it comes', async () => {
  const event = (number: number) => `data: ${postBody(number)}\n\n`;
  const text = `HTTP/1.1 200 OK\r\n\r\nready\n${event(1)}${event(2)}${event(2)}${event(12)}`;
  const { port, close } = await serve(async (socket) => {
    for (const part of text) {
      socket.write(part);
      await nextTurn();
    }
  });
  const numbers: number[] = [];
  const events = { onBytes() {}, onPosts() {}, onNumber: (number: number) => numbers.push(number) };
  const wire = { port, protocol: 'sse', opening: '', ready: 'ready' } as const;
  const subscriber = await openSubscriber(wire, events);
  await expect.poll(() => numbers).toEqual([1, 2, 2, 12]);
  subscriber.cut();
  close();
});

test('a ratio is the median of the ratios of the rounds, and a failed round has none', () => {
  const result = resultOf([100, 400, Number.NaN, 90], [10, 20, 30, 30]);
  const [first, second] = result.figures[0]?.systems ?? [];
  expect(first).toMatchObject({ median: 100, least: 90, most: 400, ratio: null });
  expect(second).toMatchObject({ median: 25, ratio: 10 });
  expect(toTable(result)).toContain('25 (10–30) · 10×');
  expect(toChart([result], 'a & b')).toContain('a &#38; b');
});

test('there is no ratio to what is 0 in most rounds', () => {
  const [, second] = resultOf([1, 1, 1], [0, 0.001, 0]).figures[0]?.systems ?? [];
  expect(second).toMatchObject({ median: 0, ratio: null });
});

test('a frame that takes two vsyncs missed one, and jitter misses none', () => {
  expect(missedShare([16.6, 16.8, 16.7, 15.9])).toBe(0);
  expect(missedShare([16.7, 33.3, 16.7])).toBe(0.25);
  expect(missedShare([])).toBe(0);
});
