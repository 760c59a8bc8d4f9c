import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { create as contentDisposition } from 'content-disposition';
import { parse as parseRange } from 'range-parser';
import { isKnown } from '../http/entity-tag.ts';
import { Problem } from '../http/problem.ts';
import type { FileRow } from './files.ts';
import type { OpenFile, Storage } from './storage.ts';
import { isShown } from './type.ts';

/** How a file is asked for. */
export interface FileRequest {
  method: string;
  header(name: string): string | undefined;
  /** Where there is one, a file is written to it. */
  wire: Wire | undefined;
}

interface Wire {
  outgoing: ServerResponse;
  /** Told what the storage has failed with in the middle of a file. */
  onFault(error: unknown): void;
}

/**
 * What a browser does with a file of somebody's: it believes the type, runs nothing in it, and lets no
 * page of another site have it.
 */
const HARMLESS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
  'cross-origin-resource-policy': 'same-origin',
  // Kept, but asked for each time: whoever may not see it any more is not shown it.
  'cache-control': 'private, no-cache',
};

/**
 * The answer with a file, whole or the range that is asked for (RFC 9110, sections 13 and 14).
 *
 * @throws Problem `range-not-satisfiable`; FileMissingError, StorageAwayError
 */
export async function answerFile(
  request: FileRequest,
  storage: Storage,
  file: FileRow,
): Promise<Response> {
  const etag = `"${file.sha256}"`;
  const isInline = isShown(file.type);
  const headers: Record<string, string> = {
    ...HARMLESS,
    etag,
    'accept-ranges': 'bytes',
    'content-type': file.type === 'text/plain' ? 'text/plain; charset=utf-8' : file.type,
    'content-disposition': contentDisposition(file.name, {
      type: isInline ? 'inline' : 'attachment',
    }),
  };
  if (isKnown(etag, request.header('if-none-match')))
    return new Response(null, { status: 304, headers });
  const range = rangeOf(request, etag, file.size);
  if (range === 'beyond') throw beyond(file.size);
  const { from, to } = range ?? { from: 0, to: file.size - 1 };
  headers['content-length'] = String(to - from + 1);
  if (range !== undefined) headers['content-range'] = `bytes ${from}-${to}/${file.size}`;
  const status = range === undefined ? 200 : 206;
  if (request.method === 'HEAD' || file.size === 0) return new Response(null, { status, headers });
  if (request.wire !== undefined)
    return send(request.wire, status, headers, await storage.open(file.storageKey, range));
  return new Response(toWeb(await storage.read(file.storageKey, range)), { status, headers });
}

/**
 * Writes to Node's response itself: a web stream takes twice the time, and a new buffer for each piece.
 * Where that fails in the middle, the connection is broken off, and the client may ask for the rest.
 */
async function send(
  { outgoing, onFault }: Wire,
  status: number,
  headers: Record<string, string>,
  file: OpenFile,
): Promise<Response> {
  let left = Number(headers['content-length']);
  let giveUp: () => void = () => undefined;
  outgoing.on('close', () => giveUp());
  try {
    outgoing.writeHead(status, headers);
    await file.send(
      (piece) =>
        new Promise((resolve, reject) => {
          left -= piece.length;
          giveUp = () => reject(new ClientGoneError());
          outgoing.write(piece, (error) => (error ? giveUp() : resolve()));
        }),
    );
    if (left > 0) throw new Error('the storage has less of a file than it was given');
    outgoing.end();
  } catch (error) {
    outgoing.destroy();
    if (!(error instanceof ClientGoneError)) onFault(error);
  } finally {
    await file.close();
  }
  return RESPONSE_ALREADY_SENT;
}

class ClientGoneError extends Error {}

/** The answer with a thumbnail, which never changes. */
export async function answerThumbnail(
  request: FileRequest,
  storage: Storage,
  { sha256, thumbnailKey }: FileRow & { thumbnailKey: string },
): Promise<Response> {
  const etag = `"${sha256}-thumbnail"`;
  const headers = { ...HARMLESS, etag, 'content-type': 'image/webp' };
  if (isKnown(etag, request.header('if-none-match')))
    return new Response(null, { status: 304, headers });
  const bytes = request.method === 'HEAD' ? null : await storage.read(thumbnailKey);
  return new Response(bytes && toWeb(bytes), { headers });
}

/** Of the library's codes, which are bits. */
const MALFORMED = 1;

const toWeb = (bytes: Readable) => Readable.toWeb(bytes) as ReadableStream<Uint8Array>;

function beyond(size: number): Problem {
  const detail = `The file has ${size} bytes. Ask for those, or for all of it.`;
  return new Problem('range-not-satisfiable', detail, {}, { 'content-range': `bytes */${size}` });
}

/** Undefined where all is to be sent. Of several ranges, too: whoever asks may not get them. */
function rangeOf({ header }: FileRequest, etag: string, size: number) {
  const asked = header('range');
  const condition = header('if-range');
  if (asked === undefined || (condition !== undefined && condition !== etag)) return undefined;
  const { code, type, ranges } = parseRange(size, asked);
  if ((code & MALFORMED) !== 0 || type !== 'bytes') return undefined;
  const [range, ...more] = ranges;
  if (range === undefined) return 'beyond';
  return more.length > 0 ? undefined : { from: range.start, to: range.end };
}
