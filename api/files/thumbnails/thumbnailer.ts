import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import PQueue from 'p-queue';
import { z } from 'zod';

const PROGRAM = fileURLToPath(new URL('draw.ts', import.meta.url));
const TIMEOUT_MS = 10_000;
/** A thumbnail is far smaller. */
const MOST_BYTES = 4 * 1024 * 1024;

export interface Picture {
  /** Pixels, upright. */
  width: number;
  height: number;
  /** A WebP. */
  thumbnail: Buffer;
}

/** Draws a small picture of one; undefined where it cannot be drawn. */
export type DrawThumbnail = (open: () => Promise<Readable>) => Promise<Picture | undefined>;

/**
 * Thumbnails are drawn one at a time, each by a program of its own: pictures of strangers are read by
 * libraries in C, which may take much memory, hang or crash.
 *
 * @param onFault told why a picture was not drawn
 */
export function createThumbnailer(onFault: (error: unknown) => void): DrawThumbnail {
  const queue = new PQueue({ concurrency: 1 });
  return (open) =>
    queue.add(async () => {
      try {
        return await draw(await open());
      } catch (error) {
        onFault(error);
        return undefined;
      }
    });
}

const sizeSchema = z.object({ width: z.int().positive(), height: z.int().positive() });

async function draw(source: Readable): Promise<Picture> {
  // It needs nothing of the server's: not its settings, and so not the database's password.
  const child = spawn(process.execPath, [PROGRAM], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {},
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  const exit = once(child, 'exit');
  // Where it could not be started, its pipes tell that, too.
  exit.catch(() => undefined);
  try {
    const [drawn] = await Promise.all([
      buffer(limited(child.stdout)),
      pipeline(source, child.stdin),
    ]);
    const [code, signal] = await exit;
    if (code !== 0) throw new Error(`the program for thumbnails ended with ${code ?? signal}`);
    const end = drawn.indexOf('\n');
    const size = sizeSchema.parse(JSON.parse(drawn.toString('utf8', 0, end)));
    return { ...size, thumbnail: drawn.subarray(end + 1) };
  } finally {
    child.kill('SIGKILL');
  }
}

async function* limited(source: Readable): AsyncGenerator<Buffer, void> {
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Error('the program for thumbnails wrote too much');
    yield chunk;
  }
}
