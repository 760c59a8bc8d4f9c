import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'content-disposition';
import { MOST_DRAGGED_BYTES } from '../../bridge.ts';
import { API_PATH } from '../server/gateway.ts';
import { APP_ORIGIN } from './app-origin.ts';
import { placeFor, safeName } from './saved-name.ts';

export interface DragCopiesDeps {
  /** Of its own: it is emptied. */
  folder: string;
  /** The page's way to the server, as the user who is signed in. */
  forward(request: Request): Promise<Response>;
  /** Bytes of one file. */
  most?: number;
  /** Bytes of all of them. */
  mostInAll?: number;
}

/** Copies of the server's files for the system to take, which wants a file that is there at once. */
export interface DragCopies {
  /**
   * Brings the copy up to date: undefined where the user may not have the file, it is too large or cannot
   * be had. The server is asked each time, so that nobody drags what he may not see any more.
   */
  bring(fileId: string): Promise<string | undefined>;
  /** The copy that was brought last. */
  find(fileId: string): string | undefined;
  /** Removes all of them. */
  clear(): void;
}

interface Copy {
  file: string;
  etag: string | null;
  size: number;
  isWhole: boolean;
}

/** Finds no copies: what an earlier run left is removed, as after a crash. */
export function createDragCopies({
  folder,
  forward,
  most = MOST_DRAGGED_BYTES,
  mostInAll = 4 * most,
}: DragCopiesDeps): DragCopies {
  /** Those used least recently first. */
  const copies = new Map<string, Copy>();
  const underWay = new Map<string, Promise<string | undefined>>();

  async function bring(id: string): Promise<string | undefined> {
    const known = find(id) === undefined ? undefined : copies.get(id);
    const headers = new Headers(known?.etag ? { 'if-none-match': known.etag } : {});
    const url = `${APP_ORIGIN}${API_PATH}files/${encodeURIComponent(id)}`;
    const answer = await forward(new Request(url, { headers }));
    if (answer.status === 304 && known !== undefined) {
      copies.delete(id);
      copies.set(id, known);
      return known.file;
    }
    forget(id);
    const said = answer.headers.get('content-length');
    const size = said === null ? most : Number(said);
    if (answer.status !== 200 || size > most || !makeRoom(size)) {
      await answer.body?.cancel();
      return undefined;
    }
    const own = path.join(folder, id);
    const file = placeFor(own, nameIn(answer.headers.get('content-disposition')), () => false);
    const copy: Copy = { file, etag: answer.headers.get('etag'), size, isWhole: false };
    copies.set(id, copy);
    try {
      // Others on the machine see none of it; what is dropped has the usual mode of a file.
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      mkdirSync(own, { recursive: true });
      copy.size = await write(answer, file, size);
      if (said !== null && copy.size !== size) throw new Error('it has broken off');
      copy.isWhole = true;
      return file;
    } catch (error) {
      forget(id);
      throw error;
    }
  }

  function find(id: string): string | undefined {
    const copy = copies.get(id);
    return copy?.isWhole && existsSync(copy.file) ? copy.file : undefined;
  }

  /** Removes the oldest copies; false where that is not enough. */
  function makeRoom(size: number): boolean {
    const taken = () => [...copies.values()].reduce((sum, copy) => sum + copy.size, 0);
    for (const [id, { isWhole }] of copies) {
      if (taken() + size <= mostInAll) break;
      if (isWhole) forget(id);
    }
    return taken() + size <= mostInAll;
  }

  function forget(id: string): void {
    if (copies.delete(id)) remove(path.join(folder, id));
  }

  function clear(): void {
    copies.clear();
    remove(folder);
  }

  clear();
  return {
    bring(id) {
      const begun = underWay.get(id);
      if (begun !== undefined) return begun;
      const coming = bring(id)
        .catch(() => undefined)
        .finally(() => underWay.delete(id));
      underWay.set(id, coming);
      return coming;
    },
    find,
    clear,
  };
}

/**
 * Returns how many bytes were written.
 *
 * @throws Error where there are more than `most`, or the answer breaks off
 */
async function write({ body }: Response, file: string, most: number): Promise<number> {
  // Opened and closed here, so that nothing writes any more when the copy is removed.
  const out = await open(file, 'wx');
  const reader = body?.getReader();
  try {
    for (let written = 0; ; ) {
      const { value } = (await reader?.read()) ?? {};
      if (value === undefined) return written;
      written += value.length;
      if (written > most) throw new Error('it is larger than was said');
      await out.appendFile(value);
    }
  } catch (error) {
    await reader?.cancel().catch(() => undefined);
    throw error;
  } finally {
    await out.close();
  }
}

function nameIn(disposition: string | null): string {
  try {
    return safeName(parse(disposition ?? '').parameters['filename'] ?? '');
  } catch {
    return 'file';
  }
}

/** Windows keeps a file that another program reads; it goes at the next start. */
function remove(file: string): void {
  try {
    rmSync(file, { recursive: true, force: true });
  } catch {
    // As above.
  }
}
