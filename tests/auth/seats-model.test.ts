import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addUser, device, signIn } from '../support/api.ts';
import { databaseKind } from '../support/database.ts';
import { rounds } from '../support/rounds.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import {
  emptyModel,
  expectToldToEqual,
  type System,
  seatCommands,
  USERS,
} from './seat-commands.ts';

const env = { HEARTBEAT_INTERVAL_MS: '60000', HEARTBEAT_TIMEOUT_MS: '600000' };
/** A failure tells its seed. */
const RUNS = rounds(2, 60);
const MOST_COMMANDS = 150;

const nodes: TestServer[] = [];
let system: System;
let client: pg.Client | undefined;

beforeAll(async () => {
  const server = await startServer(env);
  nodes.push(server);
  if (databaseKind() === 'postgresql') nodes.push(await startServer(env, server.database));
  const { id, token } = await signIn(server, ADMIN);
  const users = await Promise.all(
    Array.from({ length: USERS }, (_, index) => addUser(server, token, `model${index}`)),
  );
  const { env: databaseEnv } = server.database;
  // The embedded database is its server's alone.
  if ('DATABASE_URL' in databaseEnv) {
    client = new pg.Client({ connectionString: databaseEnv.DATABASE_URL });
    await client.connect();
  }
  system = {
    nodes,
    users,
    admin: { id, token },
    ran: 0,
    lapse: client && lapse,
  };
});
afterAll(async () => {
  await client?.end();
  for (const node of nodes.toReversed()) await node.stop();
});

/** As a heartbeat timeout does it, without the wait. */
async function lapse(sessionId: string): Promise<void> {
  await client?.query('update sessions set expires_at = lease_now() where id = $1', [sessionId]);
}

/** Ends what an earlier run has left. */
async function clear(): Promise<void> {
  const [node] = nodes;
  for (const { id } of system.users) {
    await node?.patch(`/users/${id}`, { disabled: true }, system.admin.token);
    await node?.patch(`/users/${id}`, { disabled: false }, system.admin.token);
  }
}

test(
  'whatever users do on whatever devices, presence and the seats are what the rules say',
  async () => {
    await fc.assert(
      fc.asyncProperty(seatCommands(MOST_COMMANDS), async (commands) => {
        await clear();
        const model = emptyModel();
        // Each user has a token for some device from the start, since a password takes its time.
        for (const [user, { username, password }] of system.users.entries()) {
          const { status, body } = await (nodes[0] as TestServer).post('/sessions', {
            username,
            password,
            device: device(`model-${user}`),
            remember: true,
          });
          expect(status).toBe(201);
          const family = `${user}/${user}`;
          const sessionId = body.session.id;
          model.seats.set(user, { device: user, token: body.token, sessionId, family });
          model.deviceTokens.set(family, body.deviceToken);
        }
        const streams = await Promise.all(nodes.map((node) => node.follow(system.admin.token)));
        try {
          await fc.asyncModelRun(() => ({ model, real: system }), commands);
          for (const stream of streams) await expectToldToEqual(model, system, stream);
        } finally {
          for (const stream of streams) stream.abort();
        }
      }),
      { numRuns: RUNS },
    );
    console.log(`${system.ran} commands, and nothing differed`);
    expect(system.ran).toBeGreaterThan(0);
  },
  RUNS * 30_000,
);
