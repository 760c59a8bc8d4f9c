import { Command } from 'commander';
import type { IndexProgress } from '../../search/contract.ts';
import { readSearchProgress, rebuildSearch } from '../commands/search.ts';
import { print } from '../terminal/print.ts';
import { run } from './run.ts';

export function searchCommand(): Command {
  const group = new Command('search').description('See and rebuild the index of the search');

  group
    .command('status')
    .description('Show how many of the messages can be searched')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: true }) => {
      const progress = await run(readSearchProgress, {});
      print(json ? JSON.stringify(progress, null, 2) : inWords(progress));
    });

  group
    .command('rebuild')
    .description('Empty the index, and have the running server fill it anew in the background')
    .action(async () => {
      await run(rebuildSearch, {});
      print('the index is empty; a running server fills it, from the newest message to the oldest');
      print('"search status" shows how far it is');
    });

  return group;
}

function inWords({ isComplete, indexed, total }: IndexProgress): string {
  const many = (count: number) => count.toLocaleString('en');
  if (isComplete) return `complete: all ${many(indexed)} messages can be searched`;
  const share = total === 0 ? 0 : Math.floor((100 * indexed) / total);
  return `filling: ${many(indexed)} of ${many(total)} messages can be searched (${share} %), the newest first; a running server goes on`;
}
