import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../support/until.ts';
import type { Crew } from './crew.ts';
import { readLog } from './evidence.ts';
import { allFaults } from './faults/all.ts';
import type { Stage } from './faults/fault.ts';
import type { PlannedFault, Round } from './plan.ts';
import { type Random, randomOf } from './random.ts';
import type { LogEntry, Outage, PostRecord } from './records.ts';
import { type Clock, messageSchema } from './request.ts';

/** One line of the time line; times in milliseconds since the run began. */
export interface Happened {
  round: number;
  fault: string;
  detail: string;
  from: number;
  liftedAt: number;
  /** From the lift of the round's last fault until all was as it should be. */
  recoveredMs: number;
}

/** How long all may take to get going again after a fault, in milliseconds. */
export const RECOVERY_MS = 30_000;

export interface RoundOptions {
  stage: Stage;
  crew: Crew;
  clock: Clock;
  seed: number;
  log: LogEntry[];
  outages: Outage[];
}

/** Injects the round's faults, holds and lifts them, and waits until all have recovered. */
export async function runRound(round: Round, options: RoundOptions): Promise<Happened[]> {
  const { clock, seed, outages, stage } = options;
  const from = clock();
  // While it lasts its end is not known.
  const faults = round.faults.flatMap(({ name }) => allFaults[name] ?? []);
  const outage = {
    from,
    to: Number.POSITIVE_INFINITY,
    touches: faults.map(({ touches }) => touches),
    stopsTime: faults.some(({ stopsTime }) => stopsTime),
  };
  outages.push(outage);
  const done = await Promise.all(
    round.faults.map((planned) =>
      runFault(planned, stage, randomOf(seed, `${round.number} ${planned.name}`), clock),
    ),
  );
  const lifted = clock();
  await recover(options).catch((error: unknown) => {
    const names = round.faults.map(({ name }) => name).join(' and ');
    stage.world.incidents.push(`round ${round.number}, ${names}: ${error}`);
  });
  outage.to = clock();
  await delay(round.pauseMs);
  const recoveredMs = outage.to - lifted;
  return done.map((fault) => ({ round: round.number, ...fault, recoveredMs }));
}

async function runFault(
  { name, afterMs, holdMs }: PlannedFault,
  stage: Stage,
  random: Random,
  clock: Clock,
) {
  await delay(afterMs);
  const from = clock();
  const { detail, lift } = (await allFaults[name]?.inject(stage, random)) ?? {
    detail: 'unknown',
    lift: () => undefined,
  };
  await delay(holdMs);
  await lift();
  return { fault: name, detail, from, liftedAt: clock() };
}

/** Until each node takes a post, and every follower has got both. */
async function recover({ stage, crew, log }: RoundOptions): Promise<void> {
  const { world, followers } = stage;
  const ids = await Promise.all(world.nodes.map(({ url }) => probe(crew, url)));
  await readLog(world.databaseUrl, log);
  const positions = ids.map((id) => log.find(({ messageId }) => messageId === id)?.position);
  if (positions.includes(undefined)) throw new Error('an acknowledged post is not in the log');
  const goal = Math.max(...positions.map((position) => position ?? 0));
  await until(() => followers.every((follower) => follower.position() >= goal), RECOVERY_MS).catch(
    () => {
      const behind = followers.filter((follower) => follower.position() < goal);
      throw new Error(`after ${RECOVERY_MS} ms ${behind.length} followers were still behind`);
    },
  );
}

async function probe(crew: Crew, url: string): Promise<string> {
  const post: PostRecord = {
    authorId: crew.adminId,
    channelId: crew.general,
    clientId: crypto.randomUUID(),
    body: `is ${url} there?`,
    answers: [],
  };
  crew.posts.push(post);
  const { clientId, body, channelId } = post;
  const id = await until(async () => {
    const path = `/channels/${channelId}/messages`;
    const { ask, token } = crew;
    const answer = await ask(url, 'POST', path, { token, body: { clientId, body } });
    const message = messageSchema.safeParse(answer.body).data;
    const at = answer.answeredAt;
    post.answers.push({
      status: answer.status,
      at,
      ...(message && { id: message.id, seq: message.seq }),
    });
    return message?.id;
  }, RECOVERY_MS).catch(() => {
    throw new Error(`${url} took no post within ${RECOVERY_MS} ms`);
  });
  return id;
}
