import { Command } from 'commander';
import type { FilesUsage } from '../../files/contract.ts';
import { deleteAnyFile, readFilesUsage } from '../commands/files.ts';
import { minute, print, printList } from '../terminal/print.ts';
import { run } from './run.ts';

export function filesCommand(): Command {
  const group = new Command('files').description('See the space that files take, and delete some');

  group
    .command('usage')
    .description('Show the space by person and by channel, and the largest files')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: true }) => {
      const usage = await run(readFilesUsage, {});
      if (json) print(JSON.stringify(usage, null, 2));
      else printUsage(usage);
    });

  group
    .command('delete <id>')
    .description('Take a file out of its message, as if its sender had done it')
    .action(async (id: string) => {
      await run(deleteAnyFile, { id });
      print(`file ${id} is gone`);
    });

  return group;
}

function printUsage({ total, unsent, people, channels, largest }: FilesUsage): void {
  const files = `${total.files.toLocaleString('en')} ${total.files === 1 ? 'file' : 'files'}`;
  print(`${files} of ${megabytes(total.bytes)} in all; ${megabytes(unsent.bytes)} in no message`);
  if (total.files === 0) return;
  print('');
  printList<FilesUsage['people'][number]>(
    people,
    {
      PERSON: ({ username }) => username,
      FILES: ({ files }) => files,
      SPACE: ({ bytes }) => megabytes(bytes),
    },
    {},
  );
  print('');
  printList<FilesUsage['channels'][number]>(
    channels,
    {
      CHANNEL: ({ name, kind }) => name ?? (kind === 'direct' ? 'all direct channels' : '-'),
      KIND: ({ kind }) => kind,
      FILES: ({ files }) => files,
      SPACE: ({ bytes }) => megabytes(bytes),
    },
    {},
  );
  print('');
  printList<FilesUsage['largest'][number]>(
    largest,
    {
      ID: ({ id }) => id,
      SPACE: ({ size }) => megabytes(size),
      OF: ({ username }) => username,
      CHANNEL: ({ channelName, kind }) => channelName ?? kind ?? '-',
      SINCE: ({ createdAt }) => minute(createdAt),
      NAME: ({ name }) => name ?? '-',
    },
    {},
  );
}

/** As disks are sold, and as backups tell theirs. */
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
