import type { Finding } from '../finding.ts';
import type { Measurements } from '../measurements.ts';
import { judgeClient } from './client.ts';
import { judgeConnection } from './connection.ts';
import { judgeEvents } from './events.ts';
import { judgeLimits } from './limits.ts';
import { judgeResources } from './resources.ts';
import { judgeServer } from './server.ts';

/** Judges the measurements, from the outside in; where no server is reached, only the address. */
export function judge(m: Measurements): Finding[] {
  const connection = judgeConnection(m);
  if ('error' in m.reach) return connection.slice(0, 1);
  return [
    ...connection,
    ...judgeServer(m),
    ...judgeClient(m),
    ...judgeLimits(m),
    ...judgeEvents(m),
    ...judgeResources(m),
  ];
}
