import { setTimeout as delay } from 'node:timers/promises';
import { type Crew, gatherCrew } from './crew.ts';
import { measureNodes, readLog, readWarnings } from './evidence.ts';
import { allFaults } from './faults/all.ts';
import { type FinalEvidence, judge, judgeAtTheEnd, violationsOf } from './oracle/judge.ts';
import { acknowledgedOf } from './oracle/posts.ts';
import { planRounds } from './plan.ts';
import type { Checked, LogEntry, Outage } from './records.ts';
import type { Clock } from './request.ts';
import { type Happened, runRound } from './rounds.ts';
import { windUp } from './wind-up.ts';
import { HEARTBEAT, MAX_STALENESS_MS, makeWorld, note, type World } from './world.ts';

export interface RunOptions {
  minutes: number;
  /** At most; without it as many as the minutes hold. */
  rounds?: number;
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

/** An answer that is still under way may change what the model says, for as long. */
const UNDER_WAY_MS = 6_000;
/** Presence is judged by what has come for so long, since all of it each time would take too long. */
const PRESENCE_MS = 60_000;
const SHOWN = 5;

/** Makes a world, lets the seed's faults loose on it, and judges all that was recorded. */
export async function run(options: RunOptions): Promise<Run> {
  const { seed, onLine } = options;
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
    const faults = options.faults.filter((name) => whyNot(name) === undefined);
    const start = performance.now();
    const clock = () => performance.now() - start;
    const gathering = world.ready().then(() => gatherCrew(world, clock, seed));
    const crew = await note(world, 'the start', gathering, undefined);
    const timeline: Happened[] = [];
    const evidence = crew
      ? await play({ ...options, faults }, { world, crew, clock }, timeline)
      : nothingBut(world.incidents);
    const closings = new Map<string, number>();
    for (const follower of crew?.followers ?? []) {
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

/** Of a run that could not even begin. */
const nothingBut = (incidents: string[]): FinalEvidence => ({
  ...{ streams: [], seats: [], listings: [], presence: [], waits: [], outages: [] },
  ...{ failures: [], posts: [], acknowledged: [], log: [], history: [], privateChannels: [] },
  ...{ until: 0, timeoutMs: HEARTBEAT.timeoutMs, maxStalenessMs: MAX_STALENESS_MS },
  incidents,
  resources: { before: [], after: [], streams: 0 },
});

interface Cast {
  world: World;
  crew: Crew;
  clock: Clock;
}

/** Round after round, until the time is up or something is violated. */
async function play(
  { minutes, rounds = Number.POSITIVE_INFINITY, seed, faults, warmUpMs, onLine }: RunOptions,
  cast: Cast,
  timeline: Happened[],
): Promise<FinalEvidence> {
  const { world, crew, clock } = cast;
  const startedAt = Date.now() - clock();
  const log: LogEntry[] = [];
  const outages: Outage[] = [];
  await delay(warmUpMs);
  const before = await note(world, 'measuring the nodes', measureNodes(world), []);
  const endsAt = clock() + minutes * 60_000;
  for (const round of planRounds(seed, faults)) {
    const judging = judgeSoFar(cast, log, outages, startedAt);
    const found = violationsOf(await note(world, 'judging', judging, []));
    const at = (clock() / 1_000).toFixed(1);
    for (const { invariant, what } of found.slice(0, SHOWN))
      onLine(`${at} s VIOLATED ${invariant}: ${what}`);
    const isOver = clock() >= endsAt || round.number >= rounds;
    if (found.length > 0 || world.incidents.length > 0 || isOver) break;
    const stage = { world, ...crew };
    const running = runRound(round, { stage, crew, clock, seed, log, outages });
    const happened = await note(world, `round ${round.number}`, running, []);
    timeline.push(...happened);
    for (const line of happened) onLine(lineOf(line));
    if (world.incidents.length > 0) world.wake();
  }
  const ended = await windUp({ world, crew, log, outages, clock, before });
  return { ...ended, failures: [...crew.failures, ...readWarnings(world, startedAt)] };
}

const lineOf = ({ from, fault, detail, liftedAt, recoveredMs }: Happened) =>
  `${(from / 1_000).toFixed(1)} s ${fault}, ${detail}: ${((liftedAt - from) / 1_000).toFixed(1)} s, all well ${Math.round(recoveredMs)} ms later`;

/** What must hold at any moment; of presence, what has come since the last time. */
async function judgeSoFar(
  { world, crew, clock }: Cast,
  log: LogEntry[],
  outages: Outage[],
  startedAt: number,
): Promise<Checked[]> {
  const until = clock();
  const settled = until - UNDER_WAY_MS;
  // Copied before the log is read, so that the log holds all that is in them.
  const streams = crew.streams.map((stream) => ({
    ...stream,
    received: [...stream.received],
    isComplete: false,
  }));
  const acknowledged = acknowledgedOf(crew.posts);
  await readLog(world.databaseUrl, log);
  return judge({
    ...crew,
    streams,
    acknowledged,
    waits: crew.presence,
    presence: crew.presence.filter(
      ({ sentAt, answeredAt }) => sentAt >= settled - PRESENCE_MS && answeredAt < settled,
    ),
    failures: [...crew.failures, ...readWarnings(world, startedAt)],
    log,
    outages,
    until,
    timeoutMs: HEARTBEAT.timeoutMs,
    maxStalenessMs: MAX_STALENESS_MS,
    incidents: world.incidents,
  });
}
