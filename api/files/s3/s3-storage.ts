import { Readable } from 'node:stream';
import { createCount } from '../count.ts';
import { FileMissingError, type Range, type Storage, StorageAwayError } from '../storage.ts';
import { type BucketSettings, openBucket } from './bucket.ts';
import { abortAll, beginMultipart, type Multipart } from './multipart.ts';
import { piecesOf } from './pieces.ts';

/** Parts of one size, as some storages want it; above the 5 MiB that all but the last must have. */
const PART_BYTES = 8 * 2 ** 20;
const MOST_PARTS = 10_000;

/**
 * Files in a bucket of a storage that speaks as Amazon's S3 does, such as MinIO, Ceph or Garage. A file
 * goes there part by part as it comes, with one part in memory, and is there once it is whole.
 */
export function createS3Storage(settings: BucketSettings): Storage {
  const bucket = openBucket(settings);
  const read = async (key: string, range?: Range): Promise<Readable> => {
    const headers = range && { range: `bytes=${range.from}-${range.to}` };
    const { status, body } = await bucket({ method: 'GET', key, ...(headers && { headers }) });
    if (range !== undefined && status !== 206) {
      await body?.cancel();
      throw new StorageAwayError('the storage does not answer with a part of a file');
    }
    return body === null ? Readable.from([]) : Readable.fromWeb(body as never);
  };
  return {
    async put(key, source, most) {
      const count = createCount(most, Number.POSITIVE_INFINITY, () => undefined);
      const partBytes = Math.max(PART_BYTES, Math.ceil(most / MOST_PARTS));
      let upload: Multipart | undefined;
      try {
        for await (const { bytes, isLast } of piecesOf(count.through(source), partBytes)) {
          if (isLast && upload === undefined) {
            await done(bucket({ method: 'PUT', key, body: bytes }));
          } else {
            upload ??= await beginMultipart(bucket, key);
            await upload.send(bytes);
          }
        }
        await upload?.complete();
      } catch (error) {
        // Where this fails, too, `remove` aborts it.
        await upload?.abort().catch(() => undefined);
        throw error;
      }
      return count.result();
    },

    read,

    async open(key, range) {
      const source = await read(key, range);
      return {
        async send(write) {
          for await (const piece of source) await write(piece);
        },
        close: async () => void source.destroy(),
      };
    },

    async remove(key) {
      await abortAll(bucket, key);
      try {
        await done(bucket({ method: 'DELETE', key }));
      } catch (error) {
        if (!(error instanceof FileMissingError)) throw error;
      }
    },
  };
}

/** The answer's body is read, so that its connection is free for the next request. */
async function done(answer: Promise<Response>): Promise<void> {
  await (await answer).arrayBuffer();
}
