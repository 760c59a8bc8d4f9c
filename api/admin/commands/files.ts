import { z } from 'zod';
import { filesUsageSchema } from '../../files/contract.ts';
import { deleteFile } from '../../files/files.ts';
import { holdRemoval } from '../../files/sweep.ts';
import { readUsage } from '../../files/usage.ts';
import { idSchema } from '../../lib/ids.ts';
import { defineCommand } from './command.ts';

export const readFilesUsage = defineCommand({
  name: 'files-usage',
  input: z.object({}),
  result: filesUsageSchema,
  run: ({ database: { db } }) => readUsage(db, undefined),
});

export const deleteAnyFile = defineCommand({
  name: 'files-delete',
  input: z.object({ id: idSchema }),
  result: z.null(),
  async run({ database: { db }, operator, keepsTexts }, { id }) {
    await deleteFile(db, operator, id, keepsTexts);
    return null;
  },
});

/** Has the bytes of deleted files stay for a while, for a backup that copies them. */
export const holdFiles = defineCommand({
  name: 'files-hold',
  input: z.object({}),
  result: z.null(),
  async run({ database: { db } }) {
    await holdRemoval(db);
    return null;
  },
});
