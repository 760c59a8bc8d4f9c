import { MOST_FILES } from '../../../api/files/contract.ts';
import type { User } from '../../../api/users/contract.ts';
import type { State } from '../state/state.ts';
import { newUpload, PAGE_REFUSALS, type Upload } from '../state/uploads.ts';
import { api, type Refused } from './api.ts';
import { backOff } from './back-off.ts';
import { createFileLimit } from './file-limit.ts';
import { newId } from './ids.ts';
import type { KeptUpload, KeptUploads } from './kept-uploads.ts';
import type { Model } from './model.ts';
import { createNaps } from './naps.ts';
import { attempt } from './outbox.ts';
import { pictureSize } from './picture-size.ts';
import { sendFile } from './send-file.ts';
import { createUploadTabs, type UploadNews } from './upload-tabs.ts';

const MOST_AT_ONCE = 2;
/** The page is drawn anew for the progress of a file at most once in so many milliseconds. */
const DRAWN_EVERY_MS = 200;
/** The bytes of so many files that were sent are still at hand, so that nothing is loaded to show them. */
const MOST_RECENT = 30;

export type Uploading = ReturnType<typeof createUploading>;

/**
 * The user's files, from their choosing to the server's answer. They are sent at once, two at a time,
 * and not only with their message: that waits for them in the outbox. What fails for a while is tried
 * again; what the server refuses for good waits for the user. Another tab of the browser that has them
 * too follows what this one does with them, and takes over when it is gone.
 *
 * @param onReady a post may have what it has waited for
 */
export function createUploading(
  { state, dispatch, onChange }: Model,
  kept: KeptUploads,
  isIn: (me: User) => boolean,
  onReady: () => void,
) {
  const naps = createNaps();
  const limit = createFileLimit();
  const bytes = new Map<string, Blob>();
  /** By the server's ids of the files, the newest last. */
  const recent = new Map<string, Blob>();
  const running = new Map<string, AbortController>();
  /** Those that another tab sends. */
  const elsewhere = new Set<string>();
  let lanes = 0;

  const tabs = createUploadTabs(hear);
  const show = (id: string, to: Partial<Omit<Upload, 'id'>>) =>
    dispatch({ type: 'upload', id, change: to });
  function change(id: string, to: Partial<Omit<Upload, 'id'>>): void {
    show(id, to);
    tabs.tell(id, to);
  }
  const fail = (id: string, refusal: string) => change(id, { status: 'failed', refusal });
  onChange(letGo);

  /** Ends what has to do with uploads that are gone. */
  function letGo(before: State, after: State): void {
    if (before.uploads === after.uploads) return;
    for (const [id, { file }] of before.uploads) {
      if (after.uploads.has(id)) continue;
      running.get(id)?.abort();
      const blob = bytes.get(id);
      bytes.delete(id);
      if (blob !== undefined && file !== null) remember(file.id, blob);
    }
  }

  /** Does here what another tab has done. */
  function hear(id: string, news: UploadNews): void {
    if (state.peek()?.uploads.has(id) !== true) return;
    if (news === undefined) {
      dispatch({ type: 'upload-removed', id });
    } else {
      // How far the other one is with what is sent here as well says nothing.
      if (running.has(id) && news.status !== 'stored') return;
      running.get(id)?.abort();
      show(id, news);
      if (news.status === 'sending') void follow(id);
    }
    send();
    onReady();
  }

  /** Another tab sends it: shows it as on its way, and sends it here once nobody does. */
  async function follow(id: string): Promise<void> {
    if (elsewhere.has(id)) return;
    elsewhere.add(id);
    if (state.peek()?.uploads.get(id)?.status === 'waiting') show(id, { status: 'sending' });
    await tabs.whenFree(id);
    elsewhere.delete(id);
    const isLeft = state.peek()?.uploads.get(id)?.status === 'sending' && !running.has(id);
    if (isLeft) show(id, { status: 'waiting', sent: 0 });
    send();
  }

  function remember(fileId: string, blob: Blob): void {
    recent.set(fileId, blob);
    const [oldest] = recent.keys();
    if (recent.size > MOST_RECENT && oldest !== undefined) recent.delete(oldest);
  }

  /** The first that waits; none while its user is not signed in. */
  function next(): Upload | undefined {
    const now = state.peek();
    // Another user may have signed in, in another window: the browser's session is then theirs.
    if (now === undefined || !isIn(now.me)) return undefined;
    return [...now.uploads.values()].find(
      ({ id, status }) => status === 'waiting' && !running.has(id) && !elsewhere.has(id),
    );
  }

  function send(): void {
    naps.wake();
    while (lanes < MOST_AT_ONCE && next() !== undefined) {
      lanes += 1;
      void sendAll();
    }
  }

  async function sendAll(): Promise<void> {
    let failures = 0;
    try {
      for (let upload = next(); upload !== undefined; upload = next()) {
        const passing = await sendOne(upload);
        failures = passing === undefined ? 0 : failures + 1;
        if (passing === undefined) continue;
        await naps.sleep(passing.retryAfterMs ?? backOff(failures, undefined, Math.random));
      }
    } finally {
      lanes -= 1;
    }
  }

  /** @returns the refusal, if it may be another one later */
  async function sendOne(upload: Upload): Promise<Refused | undefined> {
    const { id, name } = upload;
    const stop = new AbortController();
    running.set(id, stop);
    let letGoOf: (() => void) | undefined;
    try {
      if (await isTooLarge(upload)) return undefined;
      letGoOf = await tabs.take(id);
      if (stop.signal.aborted) return undefined;
      if (letGoOf === undefined) return void follow(id);
      const blob = bytes.get(id);
      if (blob === undefined) return void fail(id, PAGE_REFUSALS.lost);
      const canRead = await isReadable(blob);
      if (stop.signal.aborted) return undefined;
      if (!canRead) return void fail(id, PAGE_REFUSALS.unreadable);
      change(id, { status: 'sending', sent: 0 });
      const refused = await attempt(async () => {
        const file = await sendFile(name, blob, progressOf(id), stop.signal);
        const { width, height } = file;
        const size = width !== null && height !== null && { width, height };
        change(id, { status: 'stored', sent: blob.size, file, ...size });
      });
      if (stop.signal.aborted) return undefined;
      if (refused === undefined) return void onReady();
      if (!mayPass(refused)) return void fail(id, refused.code);
      change(id, { status: 'waiting', sent: 0 });
      return refused;
    } finally {
      running.delete(id);
      letGoOf?.();
    }
  }

  /** Nothing is sent of what the server would refuse for its size. */
  async function isTooLarge({ id, size }: Upload): Promise<boolean> {
    const mostBytes = await limit.mostBytes();
    if (mostBytes === undefined || size <= mostBytes) return false;
    change(id, { status: 'failed', refusal: 'file-too-large', mostBytes });
    return true;
  }

  function progressOf(id: string): (sent: number) => void {
    let drawnAt = 0;
    return (sent) => {
      const now = performance.now();
      if (now - drawnAt < DRAWN_EVERY_MS) return;
      drawnAt = now;
      change(id, { status: 'sending', sent });
    };
  }

  async function keep(channelId: string, upload: Upload, blob: Blob): Promise<void> {
    const userId = state.peek()?.me.id;
    if (userId === undefined) return;
    const isKept = await kept.keep({ userId, channelId, upload }, blob);
    const now = state.peek();
    const status = now?.uploads.get(upload.id)?.status;
    const waits = status === 'waiting' || status === 'sending';
    // A file that is lost with the page must not look as if it waited safely.
    if (isKept || !waits || now?.connection.kind !== 'reconnecting') return;
    running.get(upload.id)?.abort();
    fail(upload.id, PAGE_REFUSALS.notKept);
  }

  async function measure({ id }: Upload, blob: Blob): Promise<void> {
    const size = await pictureSize(blob);
    if (size !== undefined && state.peek()?.uploads.get(id)?.width === null) change(id, size);
  }

  return {
    send,
    /** Takes files into the message that is written in the channel. Returns how many are too many for it. */
    attach(channelId: string, files: readonly File[]): number {
      const now = state.peek();
      if (now === undefined) return 0;
      const room = Math.max(0, MOST_FILES - (now.attached.get(channelId)?.length ?? 0));
      const taken = files
        .slice(0, room)
        .map((file) => ({ file, upload: newUpload(newId(), file) }));
      for (const { file, upload } of taken) bytes.set(upload.id, file);
      dispatch({ type: 'attached', channelId, uploads: taken.map(({ upload }) => upload) });
      for (const { file, upload } of taken) {
        void keep(channelId, upload, file);
        void measure(upload, file);
        // While others are sent before it.
        void isTooLarge(upload);
      }
      send();
      return files.length - taken.length;
    },
    /** Takes a file out of its message, or its sending back. */
    removeUpload(id: string): void {
      const upload = state.peek()?.uploads.get(id);
      dispatch({ type: 'upload-removed', id });
      if (state.peek()?.uploads.has(id)) return;
      tabs.tell(id, undefined);
      const fileId = upload?.file?.id;
      // It would go by itself, in a day.
      if (fileId !== undefined) void attempt(() => api.deleteFile(fileId));
      onReady();
    },
    retryUpload(id: string): void {
      // The server may have been told to take more.
      limit.forget();
      dispatch({ type: 'upload-retried', id });
      send();
    },
    /** The server does not have these any more. */
    sendAgain(ids: readonly string[]): void {
      dispatch(
        ...ids.map((id) => ({
          type: 'upload' as const,
          id,
          change: { status: 'waiting' as const, sent: 0, file: null },
        })),
      );
      send();
    },
    /** The bytes of an upload, or of a file that this page has sent, so that they need not be loaded. */
    localFile(id: string): Blob | undefined {
      const upload = [...(state.peek()?.uploads.values() ?? [])].find(
        ({ file }) => file?.id === id,
      );
      return bytes.get(id) ?? recent.get(id) ?? bytes.get(upload?.id ?? '');
    },
    /** Takes the bytes of what was kept over a reload. */
    take(all: readonly KeptUpload[]): void {
      for (const one of all) if (one.bytes !== undefined) bytes.set(one.upload.id, one.bytes);
    },
    /** Nobody is signed in any more. */
    forget(): void {
      for (const stop of running.values()) stop.abort();
      bytes.clear();
      recent.clear();
      limit.forget();
    },
  };
}

/** A full storage is not emptied by asking once more, and the user should know. */
function mayPass({ isPassing, isOver, code }: Refused): boolean {
  return isOver || (isPassing && code !== 'storage-full');
}

/** False for a folder, and for a file that was moved or changed since it was chosen. */
async function isReadable(blob: Blob): Promise<boolean> {
  try {
    await blob.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
