import { z } from 'zod';
import { indexProgressSchema } from '../../search/contract.ts';
import { readProgress, rebuildIndex } from '../../search/progress.ts';
import { defineCommand } from './command.ts';

export const readSearchProgress = defineCommand({
  name: 'search-status',
  input: z.object({}),
  result: indexProgressSchema,
  run: ({ database: { db } }) => readProgress(db),
});

/** Empties the index of messages, which the running servers make anew. */
export const rebuildSearch = defineCommand({
  name: 'search-rebuild',
  input: z.object({}),
  result: z.null(),
  async run({ database: { db } }) {
    await rebuildIndex(db);
    return null;
  },
});
