import { setTimeout as delay } from 'node:timers/promises';
import { type Api, connectTo, generalOf, signIn } from '../../support/api.ts';
import { ADMIN } from '../../support/server.ts';
import { fillForMorning, type Seated } from '../load/fill-for-morning.ts';
import { MorningPage } from '../load/morning-page.ts';
import { cpuSeconds, residentBytes } from '../processes.ts';
import { percentile } from '../statistics.ts';
import type { RunningSystem, System } from '../systems/system.ts';
import { withSystem } from './with-system.ts';
import type { Figure, Workload } from './workload.ts';

/** After a change, all is over that it brings when nothing has come for so long. */
const QUIET_MS = 1_500;

interface Options {
  systems: readonly System[];
  people: number;
  messages: number;
  unread: number;
}

const STARTS = ['nothing known', 'coming back'] as const;
const CHANGES = [
  'a change of presence',
  '100 changes of presence',
  'a new name',
  'a renamed channel',
  'an edited message',
  'somebody new in the channel',
] as const;
type Change = (typeof CHANGES)[number];

/** Everyone is there at nine: all pages start at once, and each change is told to all of them. */
export function morning({ systems, people, messages, unread }: Options): Workload {
  return {
    name: `the morning of ${people}`,
    systems,
    connections: 2 * people,
    rounds: 1,
    figures,
    measure: (system, surroundings) =>
      withSystem(system, surroundings, async (running) => {
        const { database } = running.page ?? {};
        if (database === undefined) throw new Error('there is nobody in it');
        const api = apiOf(running);
        const admin = await signIn(api, ADMIN);
        const general = await generalOf(api, admin.token);
        await running.halt();
        const [reader, ...all] = await fillForMorning(database, { people, messages, unread });
        await running.begin();
        const port = Number(new URL(running.page?.url ?? '').port);
        const pages = all.map((person) => new MorningPage(port, person, general));
        const measured: Record<string, number> = { [LIST]: await timeList(api, reader) };
        Object.assign(measured, await measureStart(running, pages, 'nothing known'));
        measured['memory of the server with all pages'] = memoryOf(running) / 1_000_000;
        Object.assign(
          measured,
          await measureChanges(running, pages, { api, admin: admin.token, general, all }),
        );
        await running.halt();
        await running.begin();
        Object.assign(measured, await measureStart(running, pages, 'coming back'));
        for (const page of pages) page.close();
        return measured;
      }),
  };
}

const LIST = 'the list of 300 channels with 100,000 unread, p95';
const LISTS = 200;

const less = (name: string, unit: string): Figure => ({ name, unit, better: 'less' });
const figures: Figure[] = [
  ...STARTS.flatMap((what) => [
    less(`${what}: until the last is usable`, 's'),
    less(`${what}: on the wire a person`, 'kB'),
    less(`${what}: the server's CPU a person`, 'ms'),
  ]),
  less('memory of the server with all pages', 'MB'),
  less(LIST, 'ms'),
  ...CHANGES.flatMap((what) => [
    less(`${what}: the server's CPU`, 'ms'),
    less(`${what}: on the wire a person`, 'B'),
  ]),
];

const apiOf = ({ page }: RunningSystem): Api => connectTo(page?.url ?? '');
const memoryOf = (running: RunningSystem) =>
  running.pids().reduce((sum, pid) => sum + residentBytes(pid), 0);
const cpuOf = (running: RunningSystem) =>
  running.pids().reduce((sum, pid) => sum + cpuSeconds(pid), 0);
const bytesOf = (pages: readonly MorningPage[]) => pages.reduce((sum, { bytes }) => sum + bytes, 0);

async function timeList(api: Api, { token }: Seated): Promise<number> {
  const taken: number[] = [];
  for (let n = 0; n < LISTS; n += 1) {
    const from = performance.now();
    const { status, body } = await api.get('/channels', token);
    taken.push(performance.now() - from);
    const unread = body.channels.reduce(
      (sum: number, channel: { unread: number }) => sum + channel.unread,
      0,
    );
    if (status !== 200 || unread < 100_000) throw new Error(`${status}: ${unread} are unread`);
  }
  return percentile(taken, 0.95);
}

async function measureStart(
  running: RunningSystem,
  pages: readonly MorningPage[],
  what: (typeof STARTS)[number],
): Promise<Record<string, number>> {
  const before = { bytes: bytesOf(pages), cpu: cpuOf(running), at: performance.now() };
  await Promise.all(
    pages.map((page) => (what === 'nothing known' ? page.start() : page.comeBack())),
  );
  const seconds = (performance.now() - before.at) / 1_000;
  return {
    [`${what}: until the last is usable`]: seconds,
    [`${what}: on the wire a person`]: (bytesOf(pages) - before.bytes) / pages.length / 1_000,
    [`${what}: the server's CPU a person`]: ((cpuOf(running) - before.cpu) / pages.length) * 1_000,
  };
}

interface Organisation {
  api: Api;
  admin: string;
  general: string;
  all: readonly Seated[];
}

async function measureChanges(
  running: RunningSystem,
  pages: readonly MorningPage[],
  organisation: Organisation,
): Promise<Record<string, number>> {
  const measured: Record<string, number> = {};
  const changes = changesOf(organisation);
  for (const what of CHANGES) {
    await untilQuiet(pages);
    const before = { bytes: bytesOf(pages), cpu: cpuOf(running) };
    await changes[what]();
    await untilQuiet(pages);
    measured[`${what}: the server's CPU`] = (cpuOf(running) - before.cpu) * 1_000;
    measured[`${what}: on the wire a person`] = (bytesOf(pages) - before.bytes) / pages.length;
  }
  return measured;
}

function changesOf({
  api,
  admin,
  general,
  all,
}: Organisation): Record<Change, () => Promise<void>> {
  const away = (n: number) =>
    done(api.post('/session/heartbeat', { status: 'away' }, all[n]?.token));
  const [somebody] = all;
  return {
    'a change of presence': () => away(0),
    async '100 changes of presence'() {
      for (let n = 1; n <= 100; n += 1) {
        await away(n);
        await delay(5);
      }
    },
    'a new name': () =>
      done(api.patch('/users/me', { displayName: 'Somebody Else' }, somebody?.token)),
    'a renamed channel': () => done(api.patch(`/channels/${general}`, { topic: 'new' }, admin)),
    async 'an edited message'() {
      const { messages } = (await api.get(`/channels/${general}/messages?limit=60`, admin)).body;
      const last = messages.at(-1);
      const author = all.find(({ id }) => id === last.authorId);
      await done(api.patch(`/messages/${last.id}`, { body: 'edited' }, author?.token));
    },
    'somebody new in the channel': () =>
      done(api.post('/users', { username: 'newcomer', password: 'a long enough one' }, admin)),
  };
}

async function done(answer: Promise<{ status: number; body: unknown }>): Promise<void> {
  const { status, body } = await answer;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
}

async function untilQuiet(pages: readonly MorningPage[]): Promise<void> {
  for (let last = -1, now = bytesOf(pages); now !== last; now = bytesOf(pages)) {
    last = now;
    await delay(QUIET_MS);
  }
}
