import { fault } from './fault.ts';

/** What can happen to a node. */
export const nodeFaults = {
  'kill-node': fault({
    touches: 'node',
    holdMs: [200, 4_000],
    async inject({ world }, random) {
      const node = random.pick(world.nodes);
      await node.kill('SIGKILL');
      return { detail: `port ${node.port}`, lift: () => node.start() };
    },
  }),
  'kill-all-nodes': fault({
    touches: 'node',
    stopsTime: true,
    holdMs: [200, 4_000],
    async inject({ world }) {
      await Promise.all(world.nodes.map((node) => node.kill('SIGKILL')));
      return {
        detail: 'both',
        lift: async () => void (await Promise.all(world.nodes.map((node) => node.start()))),
      };
    },
  }),
  'restart-node': fault({
    touches: 'node',
    holdMs: [100, 500],
    async inject({ world }, random) {
      const node = random.pick(world.nodes);
      await node.kill('SIGTERM');
      return { detail: `port ${node.port}`, lift: () => node.start() };
    },
  }),
  'stop-node': fault({
    touches: 'node',
    // It may hold a lock that the other one waits for.
    stopsTime: true,
    holdMs: [500, 7_000],
    async inject({ world }, random) {
      const node = random.pick(world.nodes);
      node.signal('SIGSTOP');
      return { detail: `port ${node.port}`, lift: () => node.signal('SIGCONT') };
    },
  }),
};
