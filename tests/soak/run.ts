import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Surroundings } from '../bench/systems/system.ts';
import { workspace } from '../bench/systems/workspace.ts';
import { addUser, connectTo, signIn } from '../support/api.ts';
import { ADMIN } from '../support/server.ts';
import { type LoadOptions, loadReportSchema } from './load-protocol.ts';
import { measure, type Sample } from './samples.ts';

export interface SoakOptions {
  seconds: number;
  everySeconds: number;
  streams: number;
  postsPerSecond: number;
  visitors: number;
  visitMs: number;
}

/** Puts the server under a steady load and measures it every now and then. */
export async function soak(
  options: SoakOptions,
  surroundings: Surroundings,
  onSample: (sample: Sample) => void,
): Promise<Sample[]> {
  const server = await workspace.start(surroundings);
  const [pid] = server.pids();
  const [poster] = server.posters;
  if (pid === undefined || poster === undefined) throw new Error('the server did not start');
  const api = connectTo(`http://127.0.0.1:${poster.port}`);
  const load = fork(path.join(import.meta.dirname, 'load.ts'));
  surroundings.processes.add(load);
  const ended = once(load, 'exit').then(() => Promise.reject(new Error('the load has ended')));
  ended.catch(() => undefined);
  const tell = async (message: LoadOptions | 'report'): Promise<unknown> => {
    const answer = once(load, 'message');
    load.send(message);
    return (await Promise.race([answer, ended]))[0];
  };

  await tell({
    ...options,
    url: api.url,
    subscribers: server.subscribers,
    poster,
    visitors: await enrolVisitors(api, options.visitors),
  });
  const from = performance.now();
  const samples: Sample[] = [];
  for (let at = options.everySeconds; at <= options.seconds; at += options.everySeconds) {
    await delay(Math.max(0, from + at * 1_000 - performance.now()));
    const sample = {
      at: Math.round((performance.now() - from) / 1_000),
      ...(await measure(api, pid, surroundings.databaseUrl)),
      ...loadReportSchema.parse(await tell('report')),
    };
    samples.push(sample);
    onSample(sample);
  }
  await surroundings.processes.end(load, 'SIGTERM');
  await server.stop();
  return samples;
}

async function enrolVisitors(api: ReturnType<typeof connectTo>, count: number) {
  const admin = await signIn(api, ADMIN);
  const people = await Promise.all(
    Array.from({ length: count }, (_, index) => addUser(api, admin.token, `visitor${index}`)),
  );
  await api.delete('/session', admin.token);
  return people.map(({ username, password }) => ({ username, password }));
}
