import { setTimeout as delay } from 'node:timers/promises';
import { type Crew, gatherCrew } from './crew.ts';
import { measureNodes, readLog } from './evidence.ts';
import { allFaults } from './faults/all.ts';
import { type FinalEvidence, judge, judgeAtTheEnd, violationsOf } from './oracle/judge.ts';
import { planRounds, type Round } from './plan.ts';
import type { Checked, LogEntry, Outage } from './records.ts';
import type { Clock } from './request.ts';
import { type Happened, runRound } from './rounds.ts';
import { windUp } from './wind-up.ts';
import { HEARTBEAT, MAX_STALENESS_MS, makeWorld, note, type World } from './world.ts';

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

/** An answer that is still under way may change what the model says, for as long. */
const UNDER_WAY_MS = 6_000;

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
      const running = runRound(round, { stage, crew, clock, seed, log, outages });
      const happened = await note(world, `round ${round.number}`, running, []);
      timeline.push(...happened);
      for (const line of happened) onLine(lineOf(line));
      if (world.incidents.length > 0) world.wake();
      const judged = judgeSoFar(world, crew, log, outages, clock, round);
      const found = violationsOf(await note(world, 'judging', judged, []));
      for (const { invariant, what } of found.slice(0, 5)) onLine(`VIOLATED ${invariant}: ${what}`);
      if (found.length > 0 || world.incidents.length > 0) break;
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
