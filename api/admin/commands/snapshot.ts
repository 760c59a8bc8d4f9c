import { z } from 'zod';
import { defineCommand } from './command.ts';

/**
 * Copies the embedded database into a folder, which the caller reads and removes. `ms` is how long
 * that took, and how long the server answered nothing.
 */
export const takeSnapshot = defineCommand({
  name: 'snapshot',
  input: z.object({}),
  result: z.object({ folder: z.string(), ms: z.number() }),
  async run({ database }) {
    if (database.snapshot === undefined) throw new Error('only the embedded database has files');
    const startedAt = performance.now();
    const folder = await database.snapshot();
    return { folder, ms: Math.round(performance.now() - startedAt) };
  },
});
