import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../support/until.ts';
import { presenceSchema } from './clients/watcher.ts';
import { type Crew, gatherCrew } from './crew.ts';
import { measureNodes, readHistory, readLog } from './evidence.ts';
import { allFaults } from './faults/all.ts';
import { type FinalEvidence, judge, judgeAtTheEnd, violationsOf } from './oracle/judge.ts';
import { checkResources } from './oracle/resources.ts';
import { visibleTo } from './oracle/visibility.ts';
import { planRounds, type Round } from './plan.ts';
import type { Checked, LogEntry, Outage, ResourceSample } from './records.ts';
import { ask, type Clock } from './request.ts';
import { type Happened, runRound } from './rounds.ts';
import { HEARTBEAT, makeWorld, type World } from './world.ts';

export interface RunOptions {
  minutes: number;
  seed: number;
  faults: readonly string[];
  warmUpMs: number;
  onLine(line: string): void;
}

export interface Run {
  /** Faults that cannot be done here, and why. */
  skipped: string[];
  timeline: Happened[];
  checks: Checked[];
  evidence: FinalEvidence;
  closings: Map<string, number>;
  /** What each node printed. */
  outputs: string[][];
}

const QUIET_MS = 20_000;
/** An answer that is still under way may change what the model says, for as long. */
const UNDER_WAY_MS = 6_000;
/** What the bound of presence is above the heartbeat timeout, as the answers state. */
const MAX_STALENESS_MS = HEARTBEAT.timeoutMs + 5_000;

/** Makes a world, lets the seed's faults loose on it, and judges all that was recorded. */
export async function run(options: RunOptions): Promise<Run> {
  const { minutes, seed, warmUpMs, onLine } = options;
  const world = await makeWorld();
  const onSignal = () => void world.close().finally(() => process.exit(130));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const whyNot = (name: string) => allFaults[name]?.whyNot?.(world);
    const skipped = options.faults.flatMap((name) => {
      const reason = whyNot(name);
      return reason === undefined ? [] : [`${name}: ${reason}`];
    });
    for (const line of skipped) onLine(`skipped ${line}`);
    const names = options.faults.filter((name) => whyNot(name) === undefined);
    const start = performance.now();
    const clock = () => performance.now() - start;
    const crew = await gatherCrew(world, clock, seed);
    const log: LogEntry[] = [];
    const outages: Outage[] = [];
    const stage = { world, ...crew };
    await delay(warmUpMs);
    const before = await measureNodes(world);

    const timeline: Happened[] = [];
    const endsAt = clock() + minutes * 60_000;
    for (const round of planRounds(seed, names)) {
      if (clock() >= endsAt) break;
      const happened = await runRound(round, { stage, crew, clock, seed, log, outages });
      timeline.push(...happened);
      for (const line of happened) onLine(lineOf(line));
      const found = violationsOf(await judgeSoFar(world, crew, log, outages, clock, round));
      for (const { invariant, what } of found.slice(0, 5)) onLine(`VIOLATED ${invariant}: ${what}`);
      if (found.length > 0) break;
    }

    const evidence = await windUp({ world, crew, log, outages, clock, before });
    const closings = new Map<string, number>();
    for (const follower of crew.followers) {
      for (const [why, count] of follower.closings)
        closings.set(why, (closings.get(why) ?? 0) + count);
    }
    return {
      skipped,
      timeline,
      checks: judgeAtTheEnd(evidence),
      evidence,
      closings,
      outputs: world.nodes.map((node) => node.outputs()),
    };
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await world.close();
  }
}

const lineOf = ({ from, fault, detail, liftedAt, recoveredMs }: Happened) =>
  `${(from / 1_000).toFixed(1)} s ${fault}, ${detail}: ${((liftedAt - from) / 1_000).toFixed(1)} s, all well ${Math.round(recoveredMs)} ms later`;

/** What must hold at any moment; of presence, what has come since the last time. */
async function judgeSoFar(
  world: World,
  crew: Crew,
  log: LogEntry[],
  outages: Outage[],
  clock: Clock,
  round: Round,
): Promise<Checked[]> {
  const settled = clock() - UNDER_WAY_MS;
  const since = round.number === 0 ? 0 : settled - 60_000;
  // Copied before the log is read, so that the log holds all that is in them.
  const streams = crew.streams.map((stream) => ({
    ...stream,
    received: [...stream.received],
    isComplete: false,
  }));
  await readLog(world.databaseUrl, log);
  return judge({
    ...crew,
    streams,
    presence: crew.presence.filter(
      ({ sentAt, answeredAt }) => sentAt >= since && answeredAt < settled,
    ),
    log,
    outages,
    timeoutMs: HEARTBEAT.timeoutMs,
    maxStalenessMs: MAX_STALENESS_MS,
    incidents: world.incidents,
  });
}

interface End {
  world: World;
  crew: Crew;
  log: LogEntry[];
  outages: Outage[];
  clock: Clock;
  before: ResourceSample[];
}

/** Lets everyone finish, waits until all is quiet, and gathers what there is to be judged. */
async function windUp({ world, crew, log, outages, clock, before }: End): Promise<FinalEvidence> {
  const { followers, conditions, token } = crew;
  const { incidents } = world;
  conditions.isOver = true;
  await crew.done;
  // Clients keep a connection for a while; what the nodes keep without any is to be seen.
  for (const wire of crew.wires.slice(followers.length).flat()) wire.close();
  await readLog(world.databaseUrl, log);
  const complete = () =>
    followers.every(({ record, position }) => {
      const last = visibleTo(record.userId, log).at(-1);
      return last === undefined || position() >= last.position;
    });
  await until(complete, QUIET_MS).catch(() => undefined);
  for (const [node, { url }] of world.nodes.entries()) {
    let online: number | undefined;
    await until(async () => {
      const { body } = await ask(clock, url, 'GET', '/presence', { token });
      online = presenceSchema.safeParse(body).data?.online;
      return online === 0;
    }, MAX_STALENESS_MS + 5_000).catch(() =>
      incidents.push(`node ${node} shows ${online} online when all have gone`),
    );
  }
  await until(() => followers.every(({ online }) => online() === 0), QUIET_MS).catch(() => {
    const told = followers.map(({ online }) => online()).join();
    incidents.push(`nobody is there any more, and the streams were told ${told}`);
  });
  let after = await measureNodes(world);
  await until(async () => {
    after = await measureNodes(world);
    return checkResources(before, after, followers.length).violations.length === 0;
  }, QUIET_MS).catch(() => undefined);
  const [node] = world.nodes;
  const channelIds = [crew.general, ...crew.privateChannels];
  const history = await readHistory(node?.url ?? '', token, channelIds);
  for (const follower of followers) follower.stop();
  for (const wire of crew.wires.flat()) wire.close();
  return {
    ...crew,
    log,
    outages,
    history,
    timeoutMs: HEARTBEAT.timeoutMs,
    maxStalenessMs: MAX_STALENESS_MS,
    incidents,
    resources: { before, after, streams: followers.length },
  };
}
