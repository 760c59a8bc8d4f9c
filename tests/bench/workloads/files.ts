import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ownResidentBytes } from '../processes.ts';
import { median } from '../statistics.ts';
import type { RunningSystem, Surroundings, System } from '../systems/system.ts';
import { withSystem } from './with-system.ts';
import type { Workload } from './workload.ts';

const MEBIBYTE = 2 ** 20;
const POSTS = 60;
const POST_EVERY_MS = 25;
const SAMPLE_EVERY_MS = 50;
const run = promisify(execFile);

interface Options {
  systems: readonly System[];
  mebibytes: number;
  /** How often each way. */
  times: number;
}

/** Files go up and down by curl, one after the other; and what that does to the server and to posts. */
export function files({ systems, mebibytes, times }: Options): Workload {
  return {
    name: `files of ${mebibytes} MiB`,
    systems,
    connections: 0,
    figures: [
      { name: 'up', unit: 'MB/s', better: 'more' },
      { name: 'down', unit: 'MB/s', better: 'more' },
      { name: 'memory of the server, at most', unit: 'MB', better: 'less' },
      { name: 'event loop, p99', unit: 'ms', better: 'less' },
      { name: 'a post meanwhile, times as long as alone', unit: '', better: 'less' },
    ],
    measure: (system, surroundings) =>
      withSystem(system, surroundings, async (running) =>
        measureFiles(running, surroundings, mebibytes, times),
      ),
  };
}

async function measureFiles(
  running: RunningSystem,
  { folder }: Surroundings,
  mebibytes: number,
  times: number,
): Promise<Record<string, number>> {
  const { files: store } = running;
  if (store === undefined) throw new Error('there is nowhere to put a file');
  const own = mkdtempSync(path.join(folder, 'files-'));
  const file = path.join(own, 'file');
  writeMebibytes(file, mebibytes);
  const upload = (args: string[]) => curl(['-T', file, ...args]);
  const bytes = mebibytes * MEBIBYTE;

  const alone = store.post && (await timePosts(store.post, () => false));
  await store.eventLoop?.();
  const memory = watchMemory(running.pids());
  let isOver = false;
  const meanwhile = store.post && timePosts(store.post, () => !isOver);
  const [up, down]: [number[], number[]] = [[], []];
  for (let n = 0; n < times; n += 1) {
    const from = performance.now();
    const ways = await store.put(`file-${n}.bin`, upload);
    up.push(bytes / (performance.now() - from) / 1_000);
    for (const way of ways) {
      const start = performance.now();
      await curl(['-o', '/dev/null', ...way]);
      down.push(bytes / (performance.now() - start) / 1_000);
    }
  }
  isOver = true;
  const lag = await store.eventLoop?.();
  const posts = await meanwhile;
  rmSync(own, { recursive: true, force: true });
  return {
    up: median(up),
    down: median(down),
    'memory of the server, at most': memory.stop() / 1_000_000,
    ...(lag !== undefined && { 'event loop, p99': lag }),
    ...(alone &&
      posts && { 'a post meanwhile, times as long as alone': median(posts) / median(alone) }),
  };
}

async function curl(args: readonly string[]): Promise<string> {
  const { stdout } = await run('curl', ['-sS', '--fail-with-body', '--noproxy', '*', ...args]);
  return stdout;
}

/** Of no pattern that a disk or a file system could leave out. */
function writeMebibytes(file: string, count: number): void {
  const block = Buffer.alloc(MEBIBYTE);
  for (let at = 0; at < block.length; at += 4) block.writeUInt32LE((at * 2_654_435_761) >>> 0, at);
  writeFileSync(file, '');
  for (let n = 0; n < count; n += 1) {
    block.writeUInt32LE(n);
    writeFileSync(file, block, { flag: 'a' });
  }
}

async function timePosts(post: () => Promise<unknown>, goesOn: () => boolean): Promise<number[]> {
  const taken: number[] = [];
  for (let n = 0; n < POSTS || goesOn(); n += 1) {
    const from = performance.now();
    await post();
    taken.push(performance.now() - from);
    await delay(POST_EVERY_MS);
  }
  return taken;
}

function watchMemory(pids: readonly number[]) {
  let most = 0;
  const look = () => {
    most = Math.max(most, ...pids.map(ownResidentBytes));
  };
  const timer = setInterval(look, SAMPLE_EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}
