import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../support/until.ts';
import { presenceSchema } from './clients/watcher.ts';
import type { Crew } from './crew.ts';
import { measureNodes, readHistory, readLog } from './evidence.ts';
import type { FinalEvidence } from './oracle/judge.ts';
import { acknowledgedOf } from './oracle/posts.ts';
import { checkResources } from './oracle/resources.ts';
import { visibleTo } from './oracle/visibility.ts';
import type { LogEntry, Outage, ResourceSample } from './records.ts';
import type { Clock } from './request.ts';
import { HEARTBEAT, MAX_STALENESS_MS, note, type World } from './world.ts';

/** Until each client has finished what it was at: posts are sent until they are answered. */
const FINISHED_MS = 60_000;
const QUIET_MS = 20_000;

interface End {
  world: World;
  crew: Crew;
  log: LogEntry[];
  outages: Outage[];
  clock: Clock;
  before: ResourceSample[];
}

/** Lets everyone finish, waits until all is quiet, and gathers what there is to be judged. */
export async function windUp({
  world,
  crew,
  log,
  outages,
  clock,
  before,
}: End): Promise<FinalEvidence> {
  const { ask, followers, conditions, token } = crew;
  const { incidents } = world;
  // A node that has ended is not worth waiting for.
  const patience = incidents.length === 0 ? 1 : 0.1;
  const [finishedMs, quietMs] = [FINISHED_MS * patience, QUIET_MS * patience];
  conditions.isOver = true;
  const isDone = await Promise.race([
    crew.done.then(() => true),
    delay(finishedMs, false, { ref: false }),
  ]);
  conditions.isAbandoned = true;
  if (!isDone) incidents.push(`after ${finishedMs} ms some clients still had no answer`);
  // Clients keep a connection for a while; what the nodes keep without any is to be seen.
  for (const wire of crew.wires.slice(followers.length).flat()) wire.close();
  await note(world, 'reading the log', readLog(world.databaseUrl, log), undefined);
  const complete = () =>
    followers.every(({ record, position }) => {
      const last = visibleTo(record.userId, log).at(-1);
      return last === undefined || position() >= last.position;
    });
  await until(complete, quietMs).catch(() => undefined);
  for (const [node, { url }] of world.nodes.entries()) {
    let online: number | undefined;
    await until(
      async () => {
        const { body } = await ask(url, 'GET', '/presence', { token });
        online = presenceSchema.safeParse(body).data?.online;
        return online === 0;
      },
      (MAX_STALENESS_MS + 5_000) * patience,
    ).catch(() => incidents.push(`node ${node} shows ${online} online when all have gone`));
  }
  await until(() => followers.every(({ online }) => online() === 0), quietMs).catch(() => {
    const told = followers.map(({ online }) => online()).join();
    incidents.push(`nobody is there any more, and the streams were told ${told}`);
  });
  let after: ResourceSample[] = [];
  await until(async () => {
    after = await measureNodes(world);
    return checkResources(before, after, followers.length).violations.length === 0;
  }, quietMs).catch((error: unknown) => {
    if (after.length === 0) incidents.push(`measuring the nodes: ${error}`);
  });
  const [node] = world.nodes;
  const reading = readHistory(node?.url ?? '', token, crew.channelIds);
  const history = await note(world, 'reading the history', reading, undefined);
  for (const follower of followers) follower.stop();
  for (const wire of crew.wires.flat()) wire.close();
  return {
    ...crew,
    log,
    outages,
    history,
    waits: crew.presence,
    acknowledged: acknowledgedOf(crew.posts),
    until: clock(),
    timeoutMs: HEARTBEAT.timeoutMs,
    maxStalenessMs: MAX_STALENESS_MS,
    incidents,
    resources: { before, after, streams: followers.length },
  };
}
