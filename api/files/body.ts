import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import { invalidField, Problem } from '../http/problem.ts';
import { FILE_SIZE_HEADER } from './contract.ts';
import { free, isAlone } from './free.ts';

/** The file in a request's body. */
export interface Sent {
  /** As the sender calls it, if at all. */
  name: string | undefined;
  bytes: AsyncIterable<Buffer>;
  /** How many, where the sender says so. */
  expected: number | undefined;
  /** Ends the reading, be it in the middle. */
  close(): void;
}

/**
 * The file that a request brings: its body, or the one file of its form (RFC 7578). The request itself
 * stays open when the reading ends early, so that the answer can still be sent.
 *
 * @throws Problem `invalid-request` for a form without a file, `malformed-body`
 */
export async function openBody(
  source: IncomingMessage | Readable,
  header: (name: string) => string | undefined,
): Promise<Sent> {
  const body = bytesOf(source);
  const type = header('content-type') ?? '';
  if (/^multipart\/form-data\b/i.test(type)) return openForm(type, body);
  const length = header('content-length') ?? header(FILE_SIZE_HEADER);
  return {
    name: undefined,
    bytes: body,
    expected: length === undefined ? undefined : Number(length),
    close: () => undefined,
  };
}

async function* bytesOf(incoming: IncomingMessage | Readable): AsyncGenerator<Buffer, void> {
  yield* incoming.iterator({ destroyOnReturn: false });
}

async function openForm(type: string, body: AsyncIterable<Buffer>): Promise<Sent> {
  const form = openParser(type);
  // In object mode: a stream of bytes joins the pieces that wait in it, and their buffers could not be freed.
  const file = new PassThrough({ objectMode: true, highWaterMark: 1 });
  // Whoever reads it is told; before anybody does, an error would end the server.
  file.on('error', () => undefined);
  const stop = new AbortController();
  const { promise: found, resolve, reject } = Promise.withResolvers<string | undefined>();
  form.on('file', (_field, part, name) => {
    // Of several files the first is taken: the limit stops the others.
    part.on('error', (error) => file.destroy(toProblem(error)));
    part.pipe(file);
    resolve(name);
  });
  const taken = createTaken();
  const read = pipeline(taken.note(body), form, { signal: stop.signal });
  read.then(
    () => reject(invalidField('file', 'must be a file of the form: curl -F file=@plan.pdf')),
    (error) => {
      // A form that ends in the middle is not the whole file.
      file.destroy(toProblem(error));
      reject(toProblem(error));
    },
  );
  const name = await found;
  return { name, bytes: taken.copy(file), expected: undefined, close: () => stop.abort() };
}

/**
 * The parser cuts a file out of the request's buffers, so that nobody after it knows when one of them may
 * be freed. Here its pieces are copied, and a buffer is freed once the file goes on in the next one.
 */
function createTaken() {
  const alone = new WeakSet<ArrayBufferLike>();
  return {
    async *note(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
      for await (const chunk of body) {
        if (isAlone(chunk)) alone.add(chunk.buffer);
        yield chunk;
      }
    },
    async *copy(file: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
      let last: ArrayBufferLike | undefined;
      for await (const piece of file) {
        const copy = Buffer.allocUnsafeSlow(piece.length);
        piece.copy(copy);
        // What the parser keeps of an end that may be the boundary is its own.
        if (piece.buffer !== last && alone.has(piece.buffer)) {
          if (last !== undefined) free(Buffer.from(last));
          last = piece.buffer;
        }
        yield copy;
      }
    },
  };
}

function openParser(type: string) {
  try {
    return new Busboy({ headers: { 'content-type': type }, limits: { files: 1 } });
  } catch {
    throw malformedForm();
  }
}

function toProblem(error: Error): Error {
  return /multipart|boundary|form/i.test(error.message) ? malformedForm() : error;
}

function malformedForm(): Problem {
  return new Problem(
    'malformed-body',
    'The body is no form as RFC 7578 has it; nothing of it was kept. Send it anew.',
  );
}
