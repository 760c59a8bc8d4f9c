import { fileSchema, type File as StoredFile } from '../../../api/files/contract.ts';
import { fileOperations } from '../../../api/files/operations.ts';
import { API, AWAKE, Refused, toRefused } from './api.ts';

/** The connection is dead where nothing moves for so long, in milliseconds. */
const SILENCE_MS = 120_000;
/** The same once the machine has woken up, or the network has changed. */
const AFTER_WAKING_MS = 10_000;

/**
 * Sends a file's bytes, and says how many have gone. By XMLHttpRequest, since `fetch` does not say that.
 *
 * @throws Refused, also where it is no longer wanted
 */
export function sendFile(
  name: string,
  bytes: Blob,
  onProgress: (sent: number) => void,
  unwanted: AbortSignal,
): Promise<StoredFile> {
  const { promise, resolve, reject } = Promise.withResolvers<StoredFile>();
  const request = new XMLHttpRequest();
  const giveUp = () => request.abort();
  let timer = setTimeout(giveUp, SILENCE_MS);
  function wait(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(giveUp, ms);
  }
  const onAwake = () => wait(AFTER_WAKING_MS);

  request.upload.onprogress = ({ loaded }) => {
    wait(SILENCE_MS);
    onProgress(loaded);
  };
  request.onload = () => {
    try {
      resolve(answerIn(request));
    } catch (error) {
      reject(error);
    }
  };
  const onNoAnswer = () => reject(new Refused(0, {}));
  request.onerror = onNoAnswer;
  request.onabort = onNoAnswer;
  request.onloadend = () => {
    clearTimeout(timer);
    window.removeEventListener(AWAKE, onAwake);
    unwanted.removeEventListener('abort', giveUp);
  };
  window.addEventListener(AWAKE, onAwake);
  unwanted.addEventListener('abort', giveUp);
  const { method, path } = fileOperations.uploadFile;
  request.open(method.toUpperCase(), `${API}${path}?${new URLSearchParams({ name })}`);
  request.setRequestHeader('content-type', 'application/octet-stream');
  request.send(bytes);
  return promise;
}

/** @throws Refused */
function answerIn(request: XMLHttpRequest): StoredFile {
  const answer = parse(request.responseText);
  if (request.status !== 201) {
    // A proxy before the server has a limit of its own, and says so in HTML.
    const isTooLarge = request.status === 413 && answer === undefined;
    throw toRefused(
      request.status,
      isTooLarge ? { code: 'file-too-large' } : answer,
      request.getResponseHeader('retry-after'),
    );
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
