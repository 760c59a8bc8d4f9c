import { z } from 'zod';
import { fileSchema } from '../../../api/files/contract.ts';
import type { Revived } from '../state/attaching.ts';
import type { State } from '../state/state.ts';
import type { Upload } from '../state/uploads.ts';
import { answerOf, createDatabase } from './database.ts';

/** So many bytes of files wait on a workstation for a connection, or for their message. */
export const MOST_KEPT_BYTES = 50_000_000;
/** Whoever signs in does not wait longer for a disk. */
const PATIENCE_MS = 10_000;

const UPLOADS = 'uploads';
const BYTES = 'bytes';

export const uploadSchema = z.object({
  id: z.string(),
  name: z.string(),
  size: z.number(),
  type: z.string(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  status: z.enum(['waiting', 'sending', 'stored', 'failed']),
  sent: z.number(),
  file: fileSchema.nullable(),
  refusal: z.string().optional(),
  mostBytes: z.number().optional(),
});

const recordSchema = z.object({
  userId: z.string(),
  channelId: z.string(),
  /** Of the post that it is in; null while its message is being written. */
  clientId: z.string().nullable(),
  /** In this order the files were chosen. */
  at: z.number(),
  /** How many of its bytes are kept: all or none. */
  keptBytes: z.number(),
  upload: uploadSchema,
});
type Kept = z.output<typeof recordSchema>;

/** An upload that was kept, with its bytes where they are. */
export type KeptUpload = Revived & { bytes: Blob | undefined };

export type KeptUploads = ReturnType<typeof createKeptUploads>;

/**
 * The files that are not in the history yet, by user, in the browser's database: what is known of each,
 * and its bytes where there is room. Where the browser keeps nothing, neither does this.
 */
export function createKeptUploads() {
  const database = createDatabase('workspace.uploads', [UPLOADS, BYTES]);
  /** One change after the other, in the order of what happened. */
  let last: Promise<unknown> = Promise.resolve();
  let count = 0;

  function inTurn<Out>(work: () => Promise<Out>, otherwise: Out): Promise<Out> {
    const next = last.then(work).catch(() => otherwise);
    last = next;
    return next;
  }

  /** @param posted the client ids of the posts that were kept: files of others have been sent */
  async function readAll(userId: string, posted: readonly string[]): Promise<KeptUpload[]> {
    return await database.use('readwrite', async (transaction) => {
      const [uploads, bytes] = [transaction.objectStore(UPLOADS), transaction.objectStore(BYTES)];
      const own = (await recordsIn(uploads))
        .filter((record) => record.userId === userId)
        .sort((a, b) => a.at - b.at);
      const found: KeptUpload[] = [];
      for (const { upload, channelId, clientId } of own) {
        if (clientId !== null && !posted.includes(clientId)) {
          uploads.delete(upload.id);
          bytes.delete(upload.id);
          continue;
        }
        const blob: unknown = await answerOf(bytes.get(upload.id));
        const kept = blob instanceof Blob ? blob : undefined;
        found.push({ channelId, upload, hasBytes: kept !== undefined, bytes: kept });
      }
      return found;
    });
  }

  return {
    /** What the user has chosen and not sent, in the order of choosing. Drops what has been sent. */
    read(userId: string, posted: readonly string[]): Promise<readonly KeptUpload[]> {
      return Promise.race([inTurn(() => readAll(userId, posted), []), nothingAfter(PATIENCE_MS)]);
    },
    /** @returns whether its bytes are kept, too */
    keep(
      { userId, channelId, upload }: { userId: string; channelId: string; upload: Upload },
      blob: Blob,
    ): Promise<boolean> {
      count += 1;
      // So that those of one moment have an order.
      const at = Date.now() + count / 1_000;
      return inTurn(
        () =>
          database.use('readwrite', async (transaction) => {
            const store = transaction.objectStore(UPLOADS);
            const used = (await recordsIn(store)).reduce((sum, one) => sum + one.keptBytes, 0);
            const fits = used + blob.size <= MOST_KEPT_BYTES;
            const keptBytes = fits ? blob.size : 0;
            const record: Kept = { userId, channelId, clientId: null, at, keptBytes, upload };
            store.put(record, upload.id);
            if (fits) transaction.objectStore(BYTES).put(blob, upload.id);
            return fits;
          }),
        false,
      );
    },
    /** Writes what has changed to disk, and deletes what has been sent or removed. */
    note(before: State, after: State): void {
      if (before.uploads === after.uploads && before.outbox === after.outbox) return;
      for (const id of before.uploads.keys()) {
        if (!after.uploads.has(id)) void inTurn(() => remove(id), undefined);
      }
      const [were, are] = [ownersIn(before), ownersIn(after)];
      for (const [id, upload] of after.uploads) {
        const was = before.uploads.get(id);
        if (was === undefined) continue;
        const clientId = are.get(id) ?? null;
        if (clientId === (were.get(id) ?? null) && !isNews(was, upload)) continue;
        void inTurn(() => change(id, { clientId, upload }), undefined);
      }
    },
    /** Deletes all, of whomever. */
    forget: () =>
      inTurn(
        () =>
          database.use('readwrite', async (transaction) => {
            transaction.objectStore(UPLOADS).clear();
            transaction.objectStore(BYTES).clear();
          }),
        undefined,
      ),
  };

  function remove(id: string): Promise<void> {
    return database.use('readwrite', async (transaction) => {
      transaction.objectStore(UPLOADS).delete(id);
      transaction.objectStore(BYTES).delete(id);
    });
  }

  function change(id: string, to: Pick<Kept, 'clientId'> & { upload: Upload }): Promise<void> {
    return database.use('readwrite', async (transaction) => {
      const store = transaction.objectStore(UPLOADS);
      const known = recordSchema.safeParse(await answerOf(store.get(id)));
      if (known.success) store.put({ ...known.data, ...to }, id);
    });
  }
}

/** How far it has been sent is of no use to the next page. */
function isNews(was: Upload, is: Upload): boolean {
  return (
    (was.status === 'stored') !== (is.status === 'stored') ||
    (was.status === 'failed') !== (is.status === 'failed') ||
    was.width !== is.width ||
    was.file !== is.file
  );
}

/** The client id of the post that each upload is in. */
function ownersIn({ outbox }: State): Map<string, string> {
  return new Map(
    outbox.flatMap(({ clientId, uploadIds }) => uploadIds.map((id) => [id, clientId] as const)),
  );
}

async function recordsIn(store: IDBObjectStore): Promise<Kept[]> {
  const all: unknown[] = await answerOf(store.getAll());
  return all.flatMap((one) => {
    const parsed = recordSchema.safeParse(one);
    return parsed.success ? [parsed.data] : [];
  });
}

function nothingAfter(ms: number): Promise<readonly KeptUpload[]> {
  return new Promise((resolve) => setTimeout(() => resolve([]), ms));
}
