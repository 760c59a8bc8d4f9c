import { connectEmbedded } from '../../../db/embedded.ts';
import { makeTemporaryFolder, withTemporary } from '../temporary.ts';
import { checkBackup } from './check.ts';
import { type Restored, restore } from './restore.ts';

/**
 * Proves a backup by restoring it into a database that is thrown away, which compares counts and
 * digests. It needs disk space for the whole database in the folder for temporary files (TMPDIR).
 *
 * @throws Refusal
 */
export async function verify(file: string, onRow: (rows: number) => void): Promise<Restored> {
  const backup = await checkBackup(file);
  const folder = makeTemporaryFolder('workspace-verify');
  return withTemporary(folder, async () => {
    const scratch = await connectEmbedded(folder);
    try {
      return await restore(scratch, backup, onRow);
    } finally {
      await scratch.close();
    }
  });
}
