import { api } from './api.ts';
import { attempt } from './outbox.ts';

/** How large a file the server takes: asked for with the first file, and kept until it is forgotten. */
export function createFileLimit() {
  let asked: Promise<number | undefined> | undefined;

  async function ask(): Promise<number | undefined> {
    let most: number | undefined;
    const refused = await attempt(async () => {
      most = (await api.fileLimits()).mostBytes;
    });
    // Without an answer the server says it of each file that is too large.
    if (refused !== undefined) asked = undefined;
    return most;
  }

  return {
    /** Undefined where the server does not say so now. */
    mostBytes(): Promise<number | undefined> {
      asked ??= ask();
      return asked;
    },
    forget(): void {
      asked = undefined;
    },
  };
}
