import { z } from 'zod';
import { readBackup } from '../read.ts';

/** What is stored of a file, as the rows of a backup name it. */
export interface NamedFile {
  /** The file's, be this its bytes or its small picture. */
  id: string;
  key: string;
  /** Bytes; undefined where the rows do not say. */
  size: number | undefined;
  /** SHA-256, in hexadecimal. */
  sha256: string;
}

const rowSchema = z.object({
  id: z.uuid(),
  storage_key: z.string(),
  size: z.int(),
  sha256: z.string(),
  thumbnail_key: z.string().nullable(),
  thumbnail_sha256: z.string().nullable(),
});

/**
 * All that a backup's rows say is in the storage of files, one at a time: the reading waits for the
 * caller. A backup of a version without files names none.
 *
 * @throws Refusal as `readBackup` does
 */
export async function* namedFiles(file: string): AsyncGenerator<NamedFile, void> {
  let isOfFiles = false;
  for await (const part of readBackup(file)) {
    if (part.kind === 'table') isOfFiles = part.table.table === 'files';
    if (part.kind === 'row' && isOfFiles) yield* toNamed(part.line);
  }
}

function* toNamed(line: string): Generator<NamedFile, void> {
  const row = rowSchema.parse(JSON.parse(line));
  const { id, storage_key: key, size, sha256 } = row;
  yield { id, key, size, sha256 };
  if (row.thumbnail_key === null || row.thumbnail_sha256 === null) return;
  yield { id, key: row.thumbnail_key, size: undefined, sha256: row.thumbnail_sha256 };
}
