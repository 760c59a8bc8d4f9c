import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { program } from 'commander';
import type { Page } from 'playwright-core';
import { commandLine, ownResidentBytes, processTree } from '../bench/processes.ts';
import { withSurroundings } from '../bench/surroundings.ts';
import { workspace } from '../bench/systems/workspace.ts';
import { createWorkplace, type Desktop, electron } from '../electron/workplace.ts';
import {
  type Api,
  addUser,
  connectTo,
  generalOf,
  isConnected,
  type Person,
  signIn,
} from '../support/api.ts';
import { makeChannel, say } from '../support/chat.ts';
import { buildPage, signInOn, untilLive } from '../support/page.ts';
import { newApiToken } from '../support/posting.ts';
import { ADMIN } from '../support/server.ts';
import { until } from '../support/until.ts';
import { collectGarbage } from './collect-garbage.ts';
import { positive } from './positive.ts';
import { slope } from './verdict.ts';

/** Growth from where it was, in an hour or over all changes of channel. */
const TOLERANCE = 0.1;
const CHANNELS = 20;
const MESSAGES_A_CHANNEL = 100;

program
  .name('npm run soak:desktop --')
  .description("Does the desktop client's memory stay flat for an hour of messages?")
  .option('--minutes <number>', 'how long one message a second comes', positive, 60)
  .option('--every <seconds>', 'between two samples of them', positive, 300)
  .option('--changes <number>', 'changes of channel after that', positive, 200)
  .option('--out <folder>', 'where the samples go', 'dist/soak-desktop')
  .action(main)
  .parse();

interface Options {
  minutes: number;
  every: number;
  changes: number;
  out: string;
}

/** What each part holds, in bytes, after so many seconds or changes of channel, and a collection. */
interface Sample {
  at: number;
  bytes: Record<string, number>;
}

async function main(options: Options): Promise<void> {
  if (electron.binary === undefined) program.error(electron.missing);
  buildPage();
  mkdirSync(options.out, { recursive: true });
  const holds = await withSurroundings({}, async (surroundings) => {
    const server = await workspace.start(surroundings);
    try {
      return await watch(options, connectTo(server.page?.url ?? ''));
    } finally {
      await server.stop();
    }
  });
  if (!holds) process.exitCode = 1;
}

async function watch(options: Options, api: Api): Promise<boolean> {
  const first = await signIn(api, ADMIN);
  const admin = { ...first, token: await newApiToken(api, first.token) };
  const reader = await addUser(api, admin.token, 'reader');
  const workplace = await createWorkplace(api.url);
  try {
    const before = await workplace.launch();
    await signInOn(await before.page(), reader);
    await untilLive(await before.page());
    await before.close();
    const alone = workplace.launchAlone(['--remote-debugging-port=0']);
    await until(() => isConnected(api, admin.token, reader.id), 30_000);
    const { folder } = workplace;
    const hour = await listen(options, { api, admin, main: alone.pid, folder });
    await alone.end();
    const desktop = await workplace.launch();
    const page = await desktop.page();
    await untilLive(page);
    const changes = await wander(options, { api, admin, desktop, page, readerId: reader.id });
    return [
      ...judge('an hour of messages', hour, 3_600),
      ...judge('the changes of channel', changes, options.changes),
    ].every(Boolean);
  } finally {
    await workplace.clear();
  }
}

/**
 * One message a second in the open channel. Nobody looks into the processes meanwhile but to collect
 * the garbage: a debugger keeps what it is told of in the page's memory.
 */
async function listen(
  { minutes, every, out }: Options,
  { api, admin, main, folder }: { api: Api; admin: Person; main: number; folder: string },
) {
  const general = await generalOf(api, admin.token);
  const page = processTree(main).find((pid) => commandLine(pid).includes('--type=renderer'));
  if (page === undefined) throw new Error('the client has no page');
  const held = () => ({ main: ownResidentBytes(main), page: ownResidentBytes(page) });
  const samples: Sample[] = [];
  const from = performance.now();
  for (let second = 1; second <= minutes * 60; second++) {
    await delay(Math.max(0, from + second * 1_000 - performance.now()));
    await say(api, admin, general, `Message ${second}`);
    if (second % every !== 0) continue;
    const before = held().page;
    await collectGarbage(folder);
    console.log(`page before the collection: ${(before / 1e6).toFixed(1)} MB`);
    samples.push(noted({ at: second, bytes: held() }, out));
  }
  return samples;
}

interface Running {
  api: Api;
  admin: Person;
  desktop: Desktop;
  page: Page;
}

/** From channel to channel, each with a page of messages. */
async function wander(
  { changes, out }: Options,
  { api, admin, desktop, page, readerId }: Running & { readerId: string },
) {
  for (let channel = 0; channel < CHANNELS; channel++) {
    const { id } = await makeChannel(api, admin, nameOf(channel), { memberIds: [readerId] });
    for (let message = 0; message < MESSAGES_A_CHANNEL; message++) {
      await say(api, admin, id, `**Message** ${message} of \`${nameOf(channel)}\``);
    }
  }
  const samples: Sample[] = [];
  for (let change = 1; change <= changes; change++) {
    const name = nameOf(change % CHANNELS);
    // Without a handle, which would keep the elements of the channels that were left.
    await page.locator('.sidebar button.place', { hasText: name }).click();
    await page
      .locator('.row', { hasText: `of ${name}` })
      .first()
      .waitFor();
    if (change % CHANNELS === 0) samples.push(await sample(change, desktop, page, out));
  }
  return samples;
}

function nameOf(channel: number): string {
  return `room-${String(channel).padStart(2, '0')}`;
}

async function sample(at: number, desktop: Desktop, page: Page, out: string): Promise<Sample> {
  const inMain = await desktop.evaluate(({ app }) => {
    process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
    process.getBuiltinModule('node:vm').runInNewContext('gc')();
    const processes = app
      .getAppMetrics()
      .map(({ type, memory }) => ({ type, bytes: memory.workingSetSize * 1024 }));
    return { heap: process.memoryUsage().heapUsed, processes };
  });
  const resident = (type: string) =>
    inMain.processes.find((one) => one.type === type)?.bytes ?? Number.NaN;
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  const bytes = {
    main: resident('Browser'),
    page: resident('Tab'),
    'heap of main': inMain.heap,
    'heap of page': usedSize,
  };
  return noted({ at, bytes }, out);
}

function noted(sample: Sample, out: string): Sample {
  appendFileSync(path.join(out, 'samples.jsonl'), `${JSON.stringify(sample)}\n`);
  const megabytes = Object.entries(sample.bytes).map(
    ([part, value]) => `${part} ${(value / 1e6).toFixed(1)}`,
  );
  console.log(`${sample.at}: ${megabytes.join(', ')} MB`);
  return sample;
}

/** Growth over `span` by the straight line through the last two thirds. */
function judge(what: string, samples: readonly Sample[], span: number): boolean[] {
  const settled = samples.slice(Math.floor(samples.length / 3));
  return Object.keys(settled[0]?.bytes ?? {}).map((part) => {
    const points = settled.map(({ at, bytes }) => ({ at, value: bytes[part] ?? Number.NaN }));
    const growth = (slope(points) * span) / (points[0]?.value ?? Number.NaN);
    const holds = growth <= TOLERANCE;
    const percent = `${(growth * 100).toFixed(1)} %`;
    console.log(`${holds ? 'holds ' : 'BROKEN'} ${part}, growth over ${what}: ${percent}`);
    return holds;
  });
}
