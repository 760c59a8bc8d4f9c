import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const LATENCY_BUCKETS_S = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

export interface MetricSources {
  streams(): number;
  /** Since the start. */
  delivered(): { events: number; writes: number };
  isDatabaseUp(): boolean;
  /** As the database said when it last answered. */
  online(): number;
  pool(): { total: number; idle: number; waiting: number };
}

/** What Prometheus reads at /metrics. One registry for each server, so that several fit in a process. */
export function createMetrics(sources: MetricSources) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  gauge(registry, 'workspace_streams', 'Open event streams on this node', sources.streams);
  gauge(registry, 'workspace_database_up', 'Whether the database answers and takes writes', () =>
    sources.isDatabaseUp() ? 1 : 0,
  );
  gauge(
    registry,
    'workspace_users_online',
    'Users with a live session, on all nodes; absent while the database is away',
    () => (sources.isDatabaseUp() ? sources.online() : undefined),
  );
  counter(
    registry,
    'workspace_stream_events_total',
    'Logged events written to streams',
    () => sources.delivered().events,
  );
  counter(
    registry,
    'workspace_stream_writes_total',
    'Chunks of logged events written to streams; fewer than events where they were joined',
    () => sources.delivered().writes,
  );
  new Gauge({
    name: 'workspace_database_connections',
    help: 'Database connections of this node, and requests that wait for one',
    labelNames: ['state'],
    registers,
    collect() {
      const { total, idle, waiting } = sources.pool();
      this.set({ state: 'busy' }, total - idle);
      this.set({ state: 'idle' }, idle);
      this.set({ state: 'waiting' }, waiting);
    },
  });

  return {
    registry,
    commits: new Histogram({
      name: 'workspace_post_commit_messages',
      help: 'Messages that were committed together',
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
      registers,
    }),
    indexBatches: new Histogram({
      name: 'workspace_search_index_batch_seconds',
      help: 'Time to index some messages for the search, on the node that does it',
      buckets: LATENCY_BUCKETS_S,
      registers,
    }),
    requests: new Histogram({
      name: 'workspace_http_request_seconds',
      help: 'Time to answer a request; posting is POST /api/v1/channels/:id/messages',
      labelNames: ['method', 'route', 'status'],
      buckets: LATENCY_BUCKETS_S,
      registers,
    }),
    resumes: new Histogram({
      name: 'workspace_stream_resume_seconds',
      help: 'Time from the request of a stream with a cursor until it has caught up',
      buckets: LATENCY_BUCKETS_S,
      registers,
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

/** Where `read` answers undefined the gauge has no value. */
function gauge(
  registry: Registry,
  name: string,
  help: string,
  read: () => number | undefined,
): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      const value = read();
      if (value === undefined) this.remove();
      else this.set(value);
    },
  });
}

/** For what is counted elsewhere, because it is too frequent to call the library each time. */
function counter(registry: Registry, name: string, help: string, read: () => number): void {
  new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset();
      this.inc(read());
    },
  });
}
