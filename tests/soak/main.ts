import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { program } from 'commander';
import { describeMachine, machineLine } from '../bench/report/machine.ts';
import { withSurroundings } from '../bench/surroundings.ts';
import { toChart } from './chart.ts';
import { positive } from './positive.ts';
import { soak } from './run.ts';
import type { Sample } from './samples.ts';
import { judge, toLines } from './verdict.ts';

program
  .name('npm run soak --')
  .description('A steady load for a long time: do memory, descriptors and latency stay flat?')
  .option('--minutes <number>', 'how long', positive, 60)
  .option('--streams <number>', 'open streams', positive, 1_000)
  .option('--posts <number>', 'posts a second', positive, 20)
  .option('--every <seconds>', 'between two samples', positive, 15)
  .option('--out <folder>', 'where samples.jsonl, result.json and chart.svg go', 'dist/soak')
  .action(main)
  .parse();

interface Options {
  minutes: number;
  streams: number;
  posts: number;
  every: number;
  out: string;
}

async function main({ minutes, streams, posts, every, out }: Options): Promise<void> {
  if (process.platform !== 'linux') program.error('the soak reads /proc, and so needs Linux');
  mkdirSync(out, { recursive: true });
  const log = path.join(out, 'samples.jsonl');
  writeFileSync(log, '');
  const startedAt = new Date();
  const options = {
    seconds: minutes * 60,
    everySeconds: every,
    streams,
    postsPerSecond: posts,
    visitors: 40,
    visitMs: 20_000,
  };
  const { machine, samples } = await withSurroundings({}, async (surroundings) => {
    const machine = await describeMachine(surroundings.folder, surroundings.databaseUrl);
    console.log(machineLine(machine));
    const samples = await soak(options, surroundings, (sample) => {
      // Kept one by one, so that a run that is broken off has its figures, too.
      appendFileSync(log, `${JSON.stringify(sample)}\n`);
      console.log(lineOf(sample));
    });
    return { machine, samples };
  });
  const verdict = judge(samples, options);
  const result = { startedAt, options, machine, verdict, samples };
  writeFileSync(path.join(out, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
  const day = startedAt.toISOString().slice(0, 10);
  const caption = `${day}, ${minutes} minutes, ${streams} streams, ${posts} posts a second`;
  writeFileSync(path.join(out, 'chart.svg'), toChart(samples, caption));
  console.log(`\n${toLines(verdict).join('\n')}\n\n${out} has the samples and the chart.`);
  if (verdict.some(({ holds }) => !holds)) process.exitCode = 1;
}

function lineOf(sample: Sample): string {
  const { at, rss, heap, descriptors, connections, receipt, posted, logIns } = sample;
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  return [
    `${at} s`,
    `RSS ${megabytes(rss)}, heap ${megabytes(heap)}`,
    `${descriptors} descriptors, ${connections} database connections`,
    `receipt p50 ${receipt.p50.toFixed(1)}, p99 ${receipt.p99.toFixed(1)} ms`,
    `${posted} posts, ${logIns} log-ins`,
  ].join('; ');
}
