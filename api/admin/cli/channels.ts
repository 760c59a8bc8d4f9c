import { pipeline } from 'node:stream/promises';
import { Command } from 'commander';
import { exportChannel, listAllChannels } from '../commands/channels.ts';
import type { Write } from '../commands/command.ts';
import { printList } from '../terminal/print.ts';
import { createProgress } from '../terminal/progress.ts';
import { chunksOf, writeWholeFile } from '../whole-file.ts';
import { run } from './run.ts';

export function channelCommand(): Command {
  const group = new Command('channel').description('See channels and export their messages');

  group
    .command('list')
    .description('Show all channels, private and deleted ones too')
    .option('--json', 'as JSON')
    .action(async (options) => {
      const channels = await run(listAllChannels, {});
      printList<(typeof channels)[number]>(
        channels,
        {
          ID: ({ id }) => id,
          KIND: ({ kind }) => kind,
          NAME: ({ name, members }) => name ?? members.join(' + '),
          MESSAGES: ({ messages }) => messages,
          MEMBERS: ({ members }) => members.length,
          STATE: ({ archivedAt, deletedAt }) => stateOf(archivedAt, deletedAt),
        },
        options,
      );
    });

  group
    .command('export <name-or-id>')
    .description('Write all messages of a channel, oldest first, one JSON object a line')
    .option('--output <file>', 'file to write; standard output unless given')
    .action(async (channel: string, { output }: { output?: string }) => {
      const progress = createProgress(process.stderr);
      const lines = progress.each(
        'exported',
        linesBy((write) => run(exportChannel, { channel }, { write })),
      );
      try {
        if (output === undefined) await pipeline(chunksOf(lines), process.stdout, { end: false });
        else await writeWholeFile(output, lines);
      } finally {
        progress.end();
      }
    });

  return group;
}

function stateOf(archivedAt: string | null, deletedAt: string | null): string {
  if (deletedAt !== null) return 'deleted';
  return archivedAt === null ? 'open' : 'archived';
}

/** Yields the lines that `produce` writes. A write waits until the reader takes the line. */
async function* linesBy(produce: (write: Write) => Promise<unknown>): AsyncGenerator<string, void> {
  const { readable, writable } = new TransformStream<string, string>();
  const writer = writable.getWriter();
  const produced = produce((line) => writer.write(line)).then(
    () => writer.close(),
    (error: unknown) => writer.abort(error),
  );
  // A reader that reads on gets the error from the `await` below; one that has stopped needs none.
  produced.catch(() => undefined);
  yield* readable;
  await produced;
}
