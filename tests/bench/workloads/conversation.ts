import { type Api, connectTo, generalOf, type Person, signIn } from '../../support/api.ts';
import { newApiToken, post } from '../../support/posting.ts';
import { ADMIN } from '../../support/server.ts';
import { cpuSeconds } from '../processes.ts';
import { percentile } from '../statistics.ts';
import type { System } from '../systems/system.ts';
import { withSystem } from './with-system.ts';
import type { Figure, Workload } from './workload.ts';

const KINDS = ['post', 'reaction', 'thread reply', 'typing sign'] as const;
type Kind = (typeof KINDS)[number];

/**
 * What a reaction, a reply in a thread and a sign of typing cost beside a post, one after the other,
 * while so many follow their channel.
 */
export function conversation({
  systems,
  followers,
  times,
}: {
  systems: readonly System[];
  followers: number;
  /** How often each is done, after a quarter as many to warm up. */
  times: number;
}): Workload {
  return {
    name: `a reaction, a reply and a typing sign to ${followers} followers, beside a post`,
    systems,
    connections: followers,
    figures,
    measure: (system, surroundings) =>
      withSystem(system, surroundings, async (running, load) => {
        const wires = running.subscribers;
        const api = connectTo(`http://localhost:${wires[0]?.port}`);
        const person = await signIn(api, ADMIN);
        const acts = await actsOf(api, person, times * 2);
        await load.tell({ do: 'subscribe', wires, count: followers, isExact: false });
        const cpu = () => running.pids().reduce((sum, pid) => sum + cpuSeconds(pid), 0);
        const measured: Record<string, number> = {};
        for (const kind of KINDS) {
          for (let count = 0; count < times / 4; count += 1) await acts[kind]();
          const before = cpu();
          const taken: number[] = [];
          for (let count = 0; count < times; count += 1) {
            const from = performance.now();
            await acts[kind]();
            taken.push(performance.now() - from);
          }
          measured[`${kind}, p50`] = percentile(taken, 0.5);
          measured[`${kind}, p95`] = percentile(taken, 0.95);
          measured[`${kind}, server's CPU`] = ((cpu() - before) / times) * 1_000;
        }
        return measured;
      }),
  };
}

const figures: Figure[] = KINDS.flatMap((kind) =>
  ['p50', 'p95', "server's CPU"].map((what) => ({
    name: `${kind}, ${what}`,
    unit: 'ms',
    better: 'less' as const,
  })),
);

/** Each does another thing at each call, so that nothing is left out as done already. */
async function actsOf(
  api: Api,
  person: Person,
  calls: number,
): Promise<Record<Kind, () => Promise<unknown>>> {
  const { token } = person;
  const general = await generalOf(api, token);
  const scripts = await newApiToken(api, token);
  const say = () => post(api, scripts, general, 'something to talk about');
  const root = await say();
  const messages: string[] = [];
  const threads: string[] = [];
  for (let count = 0; count < calls; count += 1) {
    const { id } = await say();
    messages.push(id);
    threads.push((await api.put(`/messages/${id}/thread`, undefined, scripts)).body.id);
  }
  const { body: thread } = await api.put(`/messages/${root.id}/thread`, undefined, scripts);
  await api.delete('/session', token);
  const emoji = encodeURIComponent('👍');
  return {
    post: say,
    reaction: () => api.put(`/messages/${messages.pop()}/reactions/${emoji}`, undefined, scripts),
    'thread reply': () => post(api, scripts, thread.id, 'something to talk about'),
    'typing sign': () => api.post(`/channels/${threads.pop()}/typing`, undefined, scripts),
  };
}
