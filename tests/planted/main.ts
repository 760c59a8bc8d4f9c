import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { program } from 'commander';
import { makeCopy } from './copy.ts';
import { type Fault, plant, readFaults } from './faults.ts';
import { type Outcome, toTable } from './table.ts';

program
  .name('npm run planted --')
  .description(
    'Plants one fault after another in a copy of the tree, and tells which test notices.',
  )
  .option('--only <pattern>', 'those whose name or file matches this regular expression', '')
  .option('--out <file>', 'where the table goes', 'dist/planted.md')
  .action(main)
  .parse();

async function main({ only, out }: { only: string; out: string }): Promise<void> {
  const chosen = readFaults().filter(({ what, file }) => new RegExp(only).test(`${what} ${file}`));
  mkdirSync(path.dirname(out), { recursive: true });
  const copy = makeCopy();
  const outcomes: Outcome[] = [];
  try {
    for (const fault of chosen) {
      const outcome = tryOut(copy, fault);
      outcomes.push(outcome);
      const { noticedBy, seconds } = outcome;
      console.log(`${noticedBy === undefined ? 'MISSED' : 'noticed'} ${seconds} s  ${fault.what}`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  writeFileSync(out, toTable(outcomes));
  const missed = outcomes.filter(({ noticedBy }) => noticedBy === undefined);
  console.log(`${outcomes.length} planted, ${missed.length} missed; the table is in ${out}`);
  if (missed.length > 0) process.exitCode = 1;
}

/** Plants the fault, runs its suite up to the first test that fails, and takes the fault out again. */
function tryOut(copy: string, fault: Fault): Outcome {
  const file = path.join(copy, fault.file);
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, plant(fault, before));
  const from = performance.now();
  try {
    if (fault.file.startsWith('desktop/')) vite(copy, 'vite', ['build', '--logLevel', 'error']);
    const report = path.join(copy, 'report.json');
    rmSync(report, { force: true });
    vite(copy, 'vitest', [
      'run',
      ...['--config', 'tests/vitest.long.config.ts', '--project', fault.project, '--bail', '1'],
      ...['--reporter', 'json', '--outputFile', report, fault.suite],
    ]);
    const seconds = Math.round((performance.now() - from) / 100) / 10;
    return { fault, seconds, noticedBy: firstFailed(report) };
  } finally {
    writeFileSync(file, before);
  }
}

function vite(copy: string, bin: 'vite' | 'vitest', args: string[]): void {
  const program = path.join(
    copy,
    `node_modules/${bin}/${bin === 'vite' ? 'bin/vite.js' : 'vitest.mjs'}`,
  );
  spawnSync(process.execPath, [program, ...args], { cwd: copy, stdio: 'ignore' });
}

interface Report {
  testResults: { status: string; message: string; assertionResults: Assertion[] }[];
}
interface Assertion {
  status: string;
  fullName: string;
}

/** @throws Error where no test has run, so that nothing is proved */
function firstFailed(report: string): string | undefined {
  const { testResults }: Report = JSON.parse(readFileSync(report, 'utf8'));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.find(({ status }) => status === 'failed');
  if (failed !== undefined) return failed.fullName;
  const suite = testResults.find(({ status }) => status === 'failed');
  if (suite !== undefined) return `before its first test: ${suite.message.split('\n')[0]}`;
  if (!tests.some(({ status }) => status === 'passed')) throw new Error('no test has run');
  return undefined;
}
