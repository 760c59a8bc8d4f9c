import { z } from 'zod';
import type { Upload } from '../state/uploads.ts';
import { uploadSchema } from './kept-uploads.ts';

/** What has become of an upload; undefined where its user has taken it away. */
export type UploadNews = Partial<Omit<Upload, 'id'>> | undefined;

const { status, sent, file, refusal, mostBytes, width, height } = uploadSchema.shape;
const newsSchema = z.object({
  id: z.string(),
  change: z
    .object({
      status: status.exactOptional(),
      sent: sent.exactOptional(),
      file: file.exactOptional(),
      width: width.exactOptional(),
      height: height.exactOptional(),
      refusal,
      mostBytes,
    })
    .optional(),
});

export interface UploadTabs {
  /** Tells the other tabs of this browser. */
  tell(id: string, news: UploadNews): void;
  /** Returns what lets it go again; undefined while another tab sends this upload. */
  take(id: string): Promise<(() => void) | undefined>;
  /** Resolves once no tab sends it; one that is closed or has crashed sends nothing. */
  whenFree(id: string): Promise<void>;
}

/**
 * What the tabs of a browser say to each other of the uploads that they share: a page that is opened
 * while another one sends takes up the same posts. One of them sends an upload, and all show how far it
 * is. Where the browser has no locks (plain http from another machine) each of them sends, until one of
 * them has sent it: the server has the post once all the same.
 *
 * @param hear with what another tab tells; it may know of uploads that this one does not
 */
export function createUploadTabs(
  hear: (id: string, news: UploadNews) => void,
  locks: LockManager | null = navigator.locks ?? null,
): UploadTabs {
  const channel =
    typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('workspace.uploads');
  if (channel !== undefined) {
    channel.onmessage = ({ data }) => {
      const { data: told } = newsSchema.safeParse(data);
      if (told === undefined) return;
      // Without locks nobody would notice that the tab which sends it is gone.
      const isPassing = told.change !== undefined && !isOver(told.change);
      if (locks !== null || !isPassing) hear(told.id, told.change);
    };
  }
  const nameOf = (id: string) => `workspace.upload.${id}`;
  return {
    tell: (id, change) => channel?.postMessage({ id, change }),
    take(id) {
      if (locks === null) return Promise.resolve(() => undefined);
      const { promise, resolve } = Promise.withResolvers<(() => void) | undefined>();
      const asked = locks.request(nameOf(id), { ifAvailable: true }, (lock) => {
        if (lock === null) return resolve(undefined);
        const held = Promise.withResolvers<void>();
        resolve(held.resolve);
        return held.promise;
      });
      // A browser that refuses locks here is like one without.
      asked.catch(() => resolve(() => undefined));
      return promise;
    },
    async whenFree(id) {
      await locks?.request(nameOf(id), () => undefined).catch(() => undefined);
    },
  };
}

function isOver({ status }: NonNullable<UploadNews>): boolean {
  return status === 'stored' || status === 'failed';
}
