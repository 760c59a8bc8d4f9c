import { setTimeout as delay } from 'node:timers/promises';
import { type Api, signIn } from '../support/api.ts';
import type { LoadOptions, LoadReport } from './load-protocol.ts';

/**
 * People who log in with their password, follow for a while, log out, and are away as long: each
 * visit takes a seat and gives it back. Their phases are spread, so that they come and go steadily.
 */
export function createVisitors(api: Api, { visitors, visitMs }: LoadOptions) {
  let counts = none();

  async function visit(person: { username: string; password: string }): Promise<void> {
    const { token } = await signIn(api, person);
    counts.logIns += 1;
    const stream = await api.follow(token);
    await delay(visitMs);
    const { status } = await api.delete('/session', token);
    if (status !== 204) throw new Error(`logging out: ${status}`);
    await stream.next('session.ended');
    counts.logOuts += 1;
  }

  async function comeAndGo(person: { username: string; password: string }, phase: number) {
    await delay(phase);
    for (;;) {
      await visit(person).catch((error: unknown) => void counts.refusals.push(String(error)));
      await delay(visitMs);
    }
  }

  return {
    begin(): void {
      const spread = (2 * visitMs) / visitors.length;
      for (const [index, person] of visitors.entries()) void comeAndGo(person, index * spread);
    },
    /** What happened since it was asked before. */
    take(): Pick<LoadReport, 'logIns' | 'logOuts' | 'refusals'> {
      const taken = counts;
      counts = none();
      return taken;
    },
  };
}

const none = () => ({ logIns: 0, logOuts: 0, refusals: [] as string[] });
