import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A small file that is replaced as a whole: after a crash it holds the old content or the new. */
export interface KeptFile {
  /** Undefined where there is none. */
  read(): Buffer | undefined;
  write(content: string | Uint8Array): void;
  remove(): void;
}

export function keptFile(file: string): KeptFile {
  return {
    read() {
      try {
        return readFileSync(file);
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
      }
    },
    write(content) {
      mkdirSync(path.dirname(file), { recursive: true });
      const fresh = `${file}.new`;
      // Readable by this user only.
      writeFileSync(fresh, content, { mode: 0o600, flush: true });
      renameSync(fresh, file);
    },
    remove: () => rmSync(file, { force: true }),
  };
}
