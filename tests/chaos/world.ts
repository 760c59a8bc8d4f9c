import { createCluster, createDatabase, execute, freePort } from '../support/postgres.ts';
import { isReady, type ServerProcess, spawnServer } from '../support/server.ts';
import { mayMount, mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';

/**
 * Short, so that seats lapse within a run; but the clock of the leases runs on for 2 s when no server
 * beats, and who beats must have more than that left.
 */
export const HEARTBEAT = { intervalMs: 700, timeoutMs: 5_000 };
/** What the answers of presence state: the timeout and the sweep. */
export const MAX_STALENESS_MS = HEARTBEAT.timeoutMs + 5_000;
/** As on a disk, of milliseconds. */
export const COMMIT_MS = 10;
/** For PostgreSQL and what it writes in a run of an hour, in mebibytes. */
const DISK_MEBIBYTES = 640;

/** Of what a node printed before it ended by itself, in characters. */
const MOST_SHOWN = 1_000;

export interface Node {
  url: string;
  port: number;
  pid(): number;
  /** Ends it with the signal and waits until it is gone. */
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** In the same place; does not wait until it serves. */
  start(): Promise<void>;
  ready(): Promise<void>;
  /** What its processes printed, one after another. */
  outputs(): string[];
}

export interface World {
  nodes: Node[];
  cluster: Awaited<ReturnType<typeof createCluster>>;
  databaseUrl: string;
  /** Undefined where this user may not mount. */
  disk: SmallDisk | undefined;
  /** What happened that no fault explains. */
  incidents: string[];
  /** Resolves when all nodes serve. */
  ready(): Promise<unknown>;
  /** Lets all that was stopped go on, after a fault that could not be lifted. */
  wake(): void;
  close(): Promise<void>;
}

/** Two nodes on one PostgreSQL of their own, on a small disk where that can be had. */
export async function makeWorld(): Promise<World> {
  const disk = mayMount() ? mountSmallDisk(DISK_MEBIBYTES) : undefined;
  const cluster = await createCluster(disk?.folder);
  // Else the log of changes alone would fill the disk by and by.
  await execute(cluster.url, `alter system set max_wal_size = '64MB'`);
  await execute(cluster.url, 'alter system set commit_siblings = 0');
  await setCommitTime(cluster.url, COMMIT_MS);
  const database = await createDatabase(cluster.url);
  const incidents: string[] = [];
  const nodes: Node[] = [];
  for (const name of ['node 0', 'node 1']) {
    nodes.push(await makeNode(name, database.url, incidents));
  }
  function wake(): void {
    for (const node of nodes) node.signal('SIGCONT');
    cluster.signal('SIGCONT');
  }
  return {
    nodes,
    cluster,
    databaseUrl: database.url,
    disk,
    incidents,
    ready: () => Promise.all(nodes.map((node) => node.ready())),
    wake,
    async close() {
      wake();
      for (const node of nodes) await node.kill('SIGKILL');
      disk?.empty();
      await cluster.destroy();
      disk?.unmount();
    },
  };
}

/**
 * How long a commit takes, whatever the disk: meanwhile others meet it, and a crash can undo it. What
 * does not wait for the disk does not wait for this either.
 */
export async function setCommitTime(url: string, ms: number): Promise<void> {
  await execute(url, `alter system set commit_delay = ${ms * 1_000}`);
  await execute(url, 'select pg_reload_conf()');
}

/** What comes of `work`; where it fails that is an incident, so that the run still ends in a report. */
export function note<Out>(world: World, what: string, work: Promise<Out>, otherwise: Out) {
  return work.catch((error: unknown) => {
    world.incidents.push(`${what}: ${error}`);
    return otherwise;
  });
}

async function makeNode(name: string, databaseUrl: string, incidents: string[]): Promise<Node> {
  const port = await freePort();
  const processes: ServerProcess[] = [];
  let current = await launch();

  async function launch(): Promise<ServerProcess> {
    const server = await spawnServer({
      DATABASE_URL: databaseUrl,
      PORT: String(port),
      HEARTBEAT_INTERVAL_MS: String(HEARTBEAT.intervalMs),
      HEARTBEAT_TIMEOUT_MS: String(HEARTBEAT.timeoutMs),
    });
    processes.push(server);
    void server.exited.then((how) => {
      if (isMeantToEnd.has(server)) return;
      const printed = server.output().slice(-MOST_SHOWN);
      incidents.push(`${name} ended by itself: ${how}; it printed ${printed}`);
    });
    return server;
  }

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    pid: () => current.child.pid ?? 0,
    async kill(signal) {
      isMeantToEnd.add(current);
      await current.kill(signal);
    },
    signal: (signal) => void current.child.kill(signal),
    async start() {
      current = await launch();
    },
    ready: () => isReady(current),
    outputs: () => processes.map((server) => server.output()),
  };
}

const isMeantToEnd = new WeakSet<ServerProcess>();
