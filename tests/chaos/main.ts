import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InvalidArgumentError, program } from 'commander';
import { allFaults } from './faults/all.ts';
import { violationsOf } from './oracle/judge.ts';
import { summarise, toText } from './report.ts';
import { type Run, run } from './run.ts';

program
  .name('npm run chaos --')
  .description('Two nodes, a PostgreSQL and clients of their own, faults, and what must hold.')
  .option('--minutes <number>', 'how long faults are injected', toNumber, 10)
  .option('--seed <number>', 'decides what happens; drawn where it is not given', toNumber)
  .option('--faults <names>', `some of ${Object.keys(allFaults).join(', ')}`, toFaults)
  .option('--out <folder>', 'where the report goes', 'dist/chaos')
  .action(main)
  .parse();

interface Options {
  minutes: number;
  seed?: number;
  faults?: string[];
  out: string;
}

async function main({ minutes, seed: given, faults: named, out }: Options): Promise<void> {
  if (process.platform !== 'linux') program.error('chaos reads /proc, and so needs Linux');
  const seed = given ?? Math.floor(Math.random() * 1e6);
  const faults = named ?? Object.keys(allFaults);
  const startedAt = new Date();
  const again = `npm run chaos -- --minutes ${minutes} --seed ${seed}${named ? ` --faults ${named.join()}` : ''}`;
  console.log(`seed ${seed}; to run it again: ${again}\n`);
  const onLine = (line: string) => console.log(line);
  const result = await run({ minutes, seed, faults, warmUpMs: 8_000, onLine });
  const summary = summarise(result);
  console.log(`\n${toText(summary)}\n`);

  mkdirSync(out, { recursive: true });
  const report = { startedAt, minutes, seed, faults, again, timeline: result.timeline, ...summary };
  writeFileSync(path.join(out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  const violations = violationsOf(result.checks);
  if (violations.length === 0) {
    console.log(`Nothing was violated. ${out}/report.json has it all.`);
    return;
  }
  keep(result, out);
  console.log(`${violations.length} violations. ${out} has the report, what the clients recorded`);
  console.log(`and what the nodes printed. To run it again: ${again}`);
  process.exitCode = 1;
}

function keep({ evidence, outputs }: Run, out: string): void {
  const { streams, posts, seats, listings, presence, outages, log, history = [] } = evidence;
  const recordings = { streams, posts, seats, listings, presence, outages, log, history };
  for (const [name, records] of Object.entries(recordings)) {
    const lines = records.map((record) => `${JSON.stringify(record)}\n`);
    writeFileSync(path.join(out, `${name}.jsonl`), lines.join(''));
  }
  for (const [node, printed] of outputs.entries()) {
    for (const [index, text] of printed.entries()) {
      writeFileSync(path.join(out, `node-${node}-process-${index}.log`), text);
    }
  }
}

function toNumber(text: string): number {
  const value = Number(text);
  if (!(value >= 0)) throw new InvalidArgumentError('It is no number.');
  return value;
}

function toFaults(text: string): string[] {
  const names = text.split(',');
  const unknown = names.filter((name) => !(name in allFaults));
  if (unknown.length > 0) throw new InvalidArgumentError(`There is no ${unknown.join(', ')}.`);
  return names;
}
