import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, connectTo, generalOf, signIn } from '../support/api.ts';
import { databaseKind, newDatabase, type TestDatabase } from '../support/database.ts';
import { type Cluster, createCluster, createDatabase, freePort } from '../support/postgres.ts';
import { newApiToken, postUntilAcknowledged } from '../support/posting.ts';
import { rounds } from '../support/rounds.ts';
import { ADMIN, isReady, type ServerProcess, spawnServer } from '../support/server.ts';
import { type Applied, type Subscriber, seeded, subscribe } from '../support/subscriber.ts';
import { until } from '../support/until.ts';

const POSTERS = 5;
const SUBSCRIBERS = rounds(10, 20);

/** Nodes that die and come back under the same address. */
interface Fleet {
  urls: readonly string[];
  crash(index: number): Promise<void>;
  killAll(): Promise<void>;
}

async function startFleet(size: number, env: Record<string, string>): Promise<Fleet> {
  const ports = await Promise.all(Array.from({ length: size }, () => freePort()));
  const nodes = await Promise.all(ports.map((port) => startOn(port)));

  async function startOn(port: number): Promise<ServerProcess> {
    const node = await spawnServer({
      ...env,
      PORT: String(port),
      STREAMS_PER_CREDENTIAL: '0',
      LOG_LEVEL: 'warn',
    });
    await isReady(node);
    return node;
  }

  return {
    urls: nodes.map((node) => node.url),
    async crash(index) {
      expect(await nodes[index]?.kill('SIGKILL')).toBe('SIGKILL');
      nodes[index] = await startOn(ports[index] ?? 0);
    },
    killAll: async () => void (await Promise.all(nodes.map((node) => node.kill('SIGKILL')))),
  };
}

/**
 * Posts and follows while `faults` happen one after the other, each once that many more messages
 * have been acknowledged, and holds what everyone got against what was acknowledged.
 */
async function expectNoGap(
  fleet: Fleet,
  faults: readonly (() => Promise<void>)[],
  between: number,
): Promise<void> {
  const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
  console.log(`SEED=${seed}`);
  const random = seeded(seed);
  const pickUrl = () => fleet.urls[Math.floor(random() * fleet.urls.length)] ?? '';
  const api: Api = connectTo(fleet.urls[0] ?? '');
  const admin = await signIn(api, ADMIN);
  const token = await newApiToken(api, admin.token);
  const general = await generalOf(api, token);
  const { body: start } = await api.get('/channels', token);

  const acknowledged: Applied[] = [];
  const refusals: number[] = [];
  const subscribers = Array.from({ length: SUBSCRIBERS }, () =>
    subscribe(pickUrl, token, start.cursor),
  );
  let isEnough = false;

  async function keepPosting(poster: number): Promise<void> {
    for (let index = 0; !isEnough; index += 1) {
      const message = await postUntilAcknowledged(
        () => connectTo(pickUrl()),
        token,
        general,
        `${poster}/${index}`,
        ({ status }) => refusals.push(status),
      );
      acknowledged.push(message);
      if (random() < 0.2) subscribers[Math.floor(random() * SUBSCRIBERS)]?.drop();
    }
  }

  const more = (count: number) => {
    const goal = acknowledged.length + count;
    return until(() => acknowledged.length >= goal, 60_000);
  };

  const posting = Promise.all(Array.from({ length: POSTERS }, (_, poster) => keepPosting(poster)));
  await more(between);
  for (const fault of faults) {
    await fault();
    await more(between);
  }
  isEnough = true;
  await posting;

  const history = await readHistory(api, token, general);
  // Whoever has not got the newest by now never will.
  const isComplete = ({ messages }: Subscriber) => messages.at(-1)?.id === history.at(-1)?.id;
  await until(() => subscribers.every(isComplete), 15_000).catch(() => undefined);
  await Promise.all(subscribers.map((subscriber) => subscriber.stop()));

  const inOrder = acknowledged.map(pick).toSorted((a, b) => a.seq - b.seq);
  expect(history).toEqual(inOrder);
  expect(history.map(({ seq }) => seq)).toEqual(history.map((_, index) => index + 1));
  for (const { messages, resets } of subscribers) {
    expect(resets).toEqual([]);
    expect(messages.map(pick)).toEqual(history);
  }
  // It was a trial, and refusals were such as say "try again".
  expect(subscribers.reduce((sum, { opened }) => sum + opened, 0)).toBeGreaterThan(SUBSCRIBERS * 2);
  expect(new Set(refusals).difference(new Set([503]))).toEqual(new Set());
}

const pick = ({ id, seq, body }: Applied): Applied => ({ id, seq, body });

async function readHistory(api: Api, token: string, channelId: string): Promise<Applied[]> {
  const all: Applied[] = [];
  for (;;) {
    const after = all.at(-1)?.seq ?? 0;
    const path = `/channels/${channelId}/messages?after=${after}&limit=200`;
    const { status, body } = await api.get(path, token);
    expect(status).toBe(200);
    all.push(...body.messages.map(pick));
    if (!body.hasMore) return all;
  }
}

describe.skipIf(databaseKind() === 'embedded')('on two nodes and one database', () => {
  let cluster: Cluster;
  let fleet: Fleet | undefined;
  beforeAll(async () => {
    cluster = await createCluster();
    const { url } = await createDatabase(cluster.url);
    fleet = await startFleet(2, { DATABASE_URL: url });
  });
  afterAll(async () => {
    await fleet?.killAll();
    await cluster.destroy();
  });

  test('no crash of a node or of the database leaves a hole or a repeat', async () => {
    if (fleet === undefined) throw new Error('no fleet');
    const { crash } = fleet;
    const crashDatabase = async () => {
      await cluster.stop('immediate');
      await cluster.start();
    };
    const faults = [() => crash(0), crashDatabase, () => crash(1), crashDatabase, () => crash(0)];
    await expectNoGap(fleet, faults.slice(0, rounds(2, 5)), rounds(50, 150));
  }, 90_000);
});

describe.skipIf(databaseKind() === 'postgresql')('on an embedded database', () => {
  let database: TestDatabase;
  let fleet: Fleet | undefined;
  beforeAll(async () => {
    database = await newDatabase();
    fleet = await startFleet(1, { ...database.env });
  });
  afterAll(async () => {
    await fleet?.killAll();
    await database.remove();
  });

  test('no crash of the server leaves a hole or a repeat', async () => {
    if (fleet === undefined) throw new Error('no fleet');
    const { crash } = fleet;
    await expectNoGap(
      fleet,
      Array(rounds(1, 3)).fill(() => crash(0)),
      rounds(40, 60),
    );
  }, 90_000);
});
