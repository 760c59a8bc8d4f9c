import { addUser, connectTo, signIn } from '../../support/api.ts';
import { ADMIN } from '../../support/server.ts';
import { percentile } from '../statistics.ts';
import type { System } from '../systems/system.ts';
import { withSystem } from './with-system.ts';
import type { Workload } from './workload.ts';

/** Everyone signs in at once, with a password as costly to check as shipped. */
export function signIns({
  systems,
  users,
}: {
  systems: readonly System[];
  users: number;
}): Workload {
  return {
    name: `${users} users sign in at once`,
    systems,
    connections: users,
    figures: [
      { name: 'until all are in', unit: 's', better: 'less' },
      { name: 'p50', unit: 's', better: 'less' },
      { name: 'slowest answer of the liveness check meanwhile', unit: 'ms', better: 'less' },
    ],
    measure: (system, surroundings) =>
      withSystem(system, surroundings, async ({ subscribers: [wire] }) => {
        const api = connectTo(`http://localhost:${wire?.port}`);
        const admin = await signIn(api, ADMIN);
        const everyone = await Promise.all(
          Array.from({ length: users }, (_, index) =>
            addUser(api, admin.token, `early-bird${index}`),
          ),
        );
        let isOver = false;
        const slowest = (async () => {
          let most = 0;
          while (!isOver) {
            const from = performance.now();
            await api.get('/healthz');
            most = Math.max(most, performance.now() - from);
          }
          return most;
        })();
        const from = performance.now();
        const times = await Promise.all(
          everyone.map(async (user) => {
            await signIn(api, user);
            return (performance.now() - from) / 1000;
          }),
        );
        isOver = true;
        return {
          'until all are in': Math.max(...times),
          p50: percentile(times, 0.5),
          'slowest answer of the liveness check meanwhile': await slowest,
        };
      }),
  };
}
