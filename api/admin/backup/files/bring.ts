import type { Storage } from '../../../files/storage.ts';
import type { Refusal } from '../../refusal.ts';
import { copy, type Found, look } from './copy.ts';
import { namedFiles } from './named-files.ts';

/** Takes back what was brought. */
export type Undo = () => Promise<void>;

/**
 * Puts every file that a backup names into a storage, each compared with its digest. What the storage
 * has already is looked at and left.
 *
 * @param refusal what is told where `from` does not have a file whole
 * @throws Refusal; then the storage is as it was
 */
export async function bringFiles(
  backup: string,
  { from, to }: { from: Storage; to: Storage },
  refusal: (id: string, found: Exclude<Found, 'whole'>) => Refusal,
  onFile: (files: number) => void,
): Promise<Undo> {
  const brought: string[] = [];
  let files = 0;
  const undo = async () => {
    for (const key of brought) await to.remove(key);
  };
  try {
    for await (const file of namedFiles(backup)) {
      const before = await look(to, file);
      if (before === 'missing') brought.push(file.key);
      if (before !== 'whole') {
        const found = await copy(from, to, file);
        if (found !== 'whole') throw refusal(file.id, found);
      }
      files += 1;
      onFile(files);
    }
  } catch (error) {
    await undo();
    throw error;
  }
  return undo;
}
