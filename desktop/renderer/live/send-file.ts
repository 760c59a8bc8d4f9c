import {
  FILE_SIZE_HEADER,
  fileSchema,
  type File as StoredFile,
} from '../../../api/files/contract.ts';
import { fileOperations } from '../../../api/files/operations.ts';
import { API, AWAKE, Refused, toRefused } from './api.ts';

/** The connection is dead where nothing moves for so long, in milliseconds. */
const SILENCE_MS = 120_000;
/** The same once the machine has woken up, or the network has changed. */
const AFTER_WAKING_MS = 10_000;

/**
 * Sends a file's bytes, and says how many have gone.
 *
 * @throws Refused, also where it is no longer wanted
 */
export async function sendFile(
  name: string,
  bytes: Blob,
  onProgress: (sent: number) => void,
  unwanted: AbortSignal,
): Promise<StoredFile> {
  const stop = new AbortController();
  const giveUp = () => stop.abort();
  let timer = setTimeout(giveUp, SILENCE_MS);
  function wait(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(giveUp, ms);
  }
  const onAwake = () => wait(AFTER_WAKING_MS);
  window.addEventListener(AWAKE, onAwake);
  unwanted.addEventListener('abort', giveUp);
  const { path } = fileOperations.uploadFile;
  const to = `${API}${path}?${new URLSearchParams({ name })}`;
  const send = window.workspace === undefined ? sendAsBrowser : sendInPieces;
  try {
    const answer = await send(to, bytes, stop.signal, (sent) => {
      wait(SILENCE_MS);
      onProgress(sent);
    });
    return fileIn(answer);
  } finally {
    clearTimeout(timer);
    window.removeEventListener(AWAKE, onAwake);
    unwanted.removeEventListener('abort', giveUp);
  }
}

interface Answer {
  status: number;
  text: string;
  retryAfter: string | null;
}

const { method } = fileOperations.uploadFile;
const TYPE = 'application/octet-stream';

/** By XMLHttpRequest, since `fetch` does not say how much has gone. */
function sendAsBrowser(
  to: string,
  bytes: Blob,
  signal: AbortSignal,
  onProgress: (sent: number) => void,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = new XMLHttpRequest();
  signal.addEventListener('abort', () => request.abort());
  request.upload.onprogress = ({ loaded }) => onProgress(loaded);
  request.onload = () =>
    resolve({
      status: request.status,
      text: request.responseText,
      retryAfter: request.getResponseHeader('retry-after'),
    });
  const onNoAnswer = () => reject(new Refused(0, {}));
  request.onerror = onNoAnswer;
  request.onabort = onNoAnswer;
  request.open(method.toUpperCase(), to);
  request.setRequestHeader('content-type', TYPE);
  request.send(bytes);
  return promise;
}

/**
 * In Electron, whose main process would have to take a file into its memory otherwise, and would not say
 * how much has gone.
 */
async function sendInPieces(
  to: string,
  bytes: Blob,
  signal: AbortSignal,
  onProgress: (sent: number) => void,
): Promise<Answer> {
  let sent = 0;
  const body = bytes.stream().pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform(piece, controller) {
        sent += piece.length;
        onProgress(sent);
        controller.enqueue(piece);
      },
    }),
  );
  try {
    const response = await fetch(to, {
      method: method.toUpperCase(),
      headers: { 'content-type': TYPE, [FILE_SIZE_HEADER]: String(bytes.size) },
      body,
      duplex: 'half',
      signal,
    } as RequestInit);
    const { status, headers } = response;
    return { status, text: await response.text(), retryAfter: headers.get('retry-after') };
  } catch {
    throw new Refused(0, {});
  }
}

/** @throws Refused */
function fileIn({ status, text, retryAfter }: Answer): StoredFile {
  const answer = parse(text);
  if (status !== 201) {
    // A proxy before the server has a limit of its own, and says so in HTML.
    const isTooLarge = status === 413 && answer === undefined;
    throw toRefused(status, isTooLarge ? { code: 'file-too-large' } : answer, retryAfter);
  }
  const file = fileSchema.safeParse(answer);
  if (!file.success) throw new Refused(0, {});
  return file.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
