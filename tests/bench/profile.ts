import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { program } from 'commander';
import { z } from 'zod';
import { withSurroundings } from './surroundings.ts';
import { workspace } from './systems/workspace.ts';
import { deliveries } from './workloads/deliveries.ts';

const SHOWN = 30;

const profileSchema = z.object({
  nodes: z.array(
    z.object({
      id: z.int(),
      callFrame: z.object({ functionName: z.string(), url: z.string(), lineNumber: z.int() }),
    }),
  ),
  samples: z.array(z.int()),
  /** Microseconds since the sample before. */
  timeDeltas: z.array(z.number()),
});

program
  .name('node tests/bench/profile.ts')
  .description('Where the server spends its time at saturation: a CPU profile, and its top.')
  .option('--subscribers <number>', 'streams', Number, 1_000)
  .option('--posters <number>', 'posters at once', Number, 16)
  .option('--seconds <number>', 'for how long', Number, 10)
  .option('--out <folder>', 'where the .cpuprofile goes', 'dist/bench/profile')
  .action(profile)
  .parse();

interface Options {
  subscribers: number;
  posters: number;
  seconds: number;
  out: string;
}

async function profile({ subscribers, posters, seconds, out }: Options): Promise<void> {
  const folder = path.resolve(out, new Date().toISOString().replaceAll(':', '-'));
  const env = { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}` };
  const systems = [workspace];
  const work = deliveries({
    systems,
    subscribers,
    posters: [posters],
    ms: seconds * 1_000,
    warmUpMs: 4_000,
  });
  console.log(await withSurroundings(env, (all) => work.measure(workspace, all)));
  for (const file of readdirSync(folder)) {
    const text = readFileSync(path.join(folder, file), 'utf8');
    console.log(`\n${path.join(folder, file)}`);
    for (const line of topOf(profileSchema.parse(JSON.parse(text)))) console.log(line);
  }
}

/** The functions that were themselves at work for longest, without what they called. */
function topOf({ nodes, samples, timeDeltas }: z.output<typeof profileSchema>): string[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const own = new Map<string, number>();
  samples.forEach((id, index) => {
    const name = names.get(id) ?? '';
    own.set(name, (own.get(name) ?? 0) + (timeDeltas[index] ?? 0));
  });
  own.delete('(idle)');
  const total = [...own.values()].reduce((sum, micros) => sum + micros, 0);
  return [...own]
    .sort(([, a], [, b]) => b - a)
    .slice(0, SHOWN)
    .map(([name, micros]) => {
      const share = `${((100 * micros) / total).toFixed(1)} %`.padStart(7);
      return `${(micros / 1000).toFixed(0).padStart(7)} ms ${share}  ${name}`;
    });
}

function nameOf(frame: { functionName: string; url: string; lineNumber: number }): string {
  const { functionName = '', url, lineNumber } = frame;
  const name = functionName === '' ? '(anonymous)' : functionName;
  const file = url.split('/').slice(-3).join('/');
  return file === '' ? name : `${name} ${file}:${lineNumber + 1}`;
}
