import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { type Api, addPerson, generalOf, signIn } from '../../support/api.ts';
import { createDatabase } from '../../support/postgres.ts';
import { newApiToken, post } from '../../support/posting.ts';
import { ADMIN, isReady, type ServerProcess, spawnServer } from '../../support/server.ts';
import type { PosterWire, SubscriberWire } from '../load/commands.ts';
import { httpPoster, streamRequest } from './requests.ts';
import { canRun, type FileStore, type Surroundings, type System } from './system.ts';

const USERS = 10;

export const workspace = define('Workspace', { nodes: 1 });
export const workspaceEmbedded = define('Workspace, embedded database', {
  nodes: 1,
  isEmbedded: true,
});
export const workspaceTwoNodes = define('Workspace, two nodes', { nodes: 2 });

/**
 * As shipped, but for the two bounds that an administrator may lift: posts a second and user, and
 * streams a credential. Ten users read and post, each with an API token.
 */
function define(name: string, { nodes, isEmbedded = false }: Options): System {
  return {
    name,
    isDurable: true,
    whyNot: canRun,
    async start(surroundings) {
      const database = await (isEmbedded ? newFolder : newDatabase)(surroundings);
      const start = (ports: readonly (string | undefined)[]) =>
        startNodes({ ...surroundings.env, ...database.env }, ports, surroundings);
      let servers = await start(Array.from({ length: nodes }, () => undefined));
      const [first] = servers;
      if (first === undefined) throw new Error('Workspace needs a node at least');
      const { tokens, general } = await enrol(first);

      async function stopAll(): Promise<void> {
        const ends = servers.map(({ child }) => surroundings.processes.end(child, 'SIGTERM'));
        await Promise.all(ends);
      }
      return {
        subscribers: tokens.flatMap((token) => servers.map((server) => reader(server, token))),
        posters: tokens.flatMap((token) => servers.map((server) => poster(server, token, general))),
        page: { url: first.url, database: database.env },
        files: storeOf(servers, tokens[0] ?? '', general),
        pids: () => servers.flatMap(({ child }) => child.pid ?? []),
        halt: stopAll,
        async begin() {
          servers = await start(servers.map(({ url }) => String(portOf(url))));
        },
        async stop() {
          await stopAll();
          await database.remove();
        },
      };
    },
  };
}

interface Options {
  nodes: number;
  isEmbedded?: boolean;
}

interface Store {
  env: Record<string, string>;
  remove(): Promise<void>;
}

async function newDatabase({ databaseUrl, folder }: Surroundings): Promise<Store> {
  const { url, drop } = await createDatabase(databaseUrl);
  const own = mkdtempSync(path.join(folder, 'files-'));
  return {
    env: { DATABASE_URL: url, FILES_DIR: own, MAX_FILE_BYTES: String(4 * 2 ** 30) },
    async remove() {
      await drop();
      rmSync(own, { recursive: true, force: true });
    },
  };
}

async function newFolder({ folder }: Surroundings): Promise<Store> {
  const own = mkdtempSync(path.join(folder, 'data-'));
  return {
    env: { DATA_DIR: own, MAX_FILE_BYTES: String(4 * 2 ** 30) },
    remove: async () => rmSync(own, { recursive: true, force: true }),
  };
}

/** One after another, each on its port or on a free one, and each ready. */
async function startNodes(
  env: Record<string, string>,
  ports: readonly (string | undefined)[],
  { processes }: Surroundings,
): Promise<ServerProcess[]> {
  const started: ServerProcess[] = [];
  for (const port of ports) {
    const server = await spawnServer({
      STREAMS_PER_CREDENTIAL: '0',
      ...env,
      ...(port !== undefined && { PORT: port }),
    });
    processes.add(server.child);
    await isReady(server);
    started.push(server);
  }
  return started;
}

/** Users with a token each, nobody present. */
async function enrol(api: Api): Promise<{ tokens: string[]; general: string }> {
  const admin = await signIn(api, ADMIN);
  const general = await generalOf(api, admin.token);
  const users = await Promise.all(
    Array.from({ length: USERS }, () => addPerson(api, admin.token, 'user')),
  );
  const tokens = await Promise.all(users.map(({ token }) => newApiToken(api, token)));
  await Promise.all([admin, ...users].map(({ token }) => api.delete('/session', token)));
  return { tokens, general };
}

function storeOf(servers: readonly Api[], token: string, general: string): FileStore {
  const [first] = servers;
  if (first === undefined) throw new Error('there is no server');
  const own = ['-H', `Authorization: Bearer ${token}`];
  return {
    async put(name, upload) {
      const { id } = JSON.parse(
        await upload(['-X', 'POST', ...own, `${first.url}/api/v1/files?name=${name}`]),
      );
      return servers.map(({ url }) => [...own, `${url}/api/v1/files/${id}`]);
    },
    post: () => post(first, token, general, 'something new while files move'),
    async eventLoop() {
      const { body } = await first.get('/metrics');
      return 1_000 * Number(/^nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(body)?.[1]);
    },
  };
}

const portOf = (url: string) => Number(new URL(url).port);

function reader({ url }: Api, token: string): SubscriberWire {
  return {
    port: portOf(url),
    protocol: 'sse',
    opening: streamRequest('/api/v1/events', { Authorization: `Bearer ${token}` }),
    ready: 'event: ready',
  };
}

function poster({ url }: Api, token: string, channelId: string): PosterWire {
  return httpPoster(portOf(url), {
    path: `/api/v1/channels/${channelId}/messages`,
    headers: { Authorization: `Bearer ${token}` },
    json: '{"clientId":"{uuid}","body":"{body}"}',
  });
}
