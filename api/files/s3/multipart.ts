import { StorageAwayError } from '../storage.ts';
import { type Bucket, BucketError, elementsOf, textOf, toError } from './bucket.ts';

/** An upload in parts, which is an object once it is complete. */
export interface Multipart {
  send(part: Buffer<ArrayBuffer>): Promise<void>;
  complete(): Promise<void>;
  abort(): Promise<void>;
}

export async function beginMultipart(bucket: Bucket, key: string): Promise<Multipart> {
  const begun = await bucket({ method: 'POST', key, query: { uploads: '' } });
  const uploadId = textOf(await begun.text(), 'UploadId');
  if (uploadId === undefined) throw new StorageAwayError('an upload has no id');
  const tags: string[] = [];
  return {
    async send(body) {
      const query = { partNumber: String(tags.length + 1), uploadId };
      const sent = await bucket({ method: 'PUT', key, query, body });
      await sent.arrayBuffer();
      tags.push(sent.headers.get('etag') ?? '');
    },
    async complete() {
      const parts = tags.map(
        (tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${tag}</ETag></Part>`,
      );
      const body = Buffer.from(
        `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</CompleteMultipartUpload>`,
      );
      const answer = await bucket({ method: 'POST', key, query: { uploadId }, body });
      // It answers before it has put the parts together, and may fail at that.
      const xml = await answer.text();
      if (/<Error>/.test(xml)) throw toError(`POST ${key}`, 500, xml);
    },
    abort: () => abortMultipart(bucket, key, uploadId),
  };
}

async function abortMultipart(bucket: Bucket, key: string, uploadId: string): Promise<void> {
  const answer = await bucket({ method: 'DELETE', key, query: { uploadId } });
  await answer.arrayBuffer();
}

/**
 * Aborts what uploads of an object servers that died have left; their parts take room for ever. Where
 * the storage does not list them, or not to this server, that is left to a rule of its own.
 */
export async function abortAll(bucket: Bucket, key: string): Promise<void> {
  for (const uploadId of await listUploads(bucket, key)) {
    await abortMultipart(bucket, key, uploadId);
  }
}

async function listUploads(bucket: Bucket, key: string): Promise<string[]> {
  try {
    const answer = await bucket({ method: 'GET', query: { uploads: '', prefix: key } });
    const uploads = [...elementsOf(await answer.text(), 'Upload')];
    return uploads
      .filter((upload) => textOf(upload, 'Key') === key)
      .flatMap((upload) => textOf(upload, 'UploadId') ?? []);
  } catch (error) {
    if (error instanceof BucketError && NOT_LISTED.has(error.status)) return [];
    throw error;
  }
}

const NOT_LISTED = new Set([403, 405, 501]);
