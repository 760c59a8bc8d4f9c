import { createHash } from 'node:crypto';
import { AwsClient } from 'aws4fetch';
import { DiskFullError } from '../../../db/disk-space.ts';
import { FileMissingError, StorageAwayError } from '../storage.ts';

/** Where a bucket is, and who may use it. */
export interface BucketSettings {
  /** Such as `https://s3.eu-west-3.amazonaws.com` or `http://10.0.0.20:9000`. */
  endpoint: string;
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

export interface Asked {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Of an object; the bucket itself unless given. */
  key?: string;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  body?: Buffer<ArrayBuffer>;
}

/**
 * Asks a bucket. Every answer that it resolves to says that it was done.
 *
 * @throws FileMissingError where there is no such object, DiskFullError, StorageAwayError
 */
export type Bucket = (asked: Asked) => Promise<Response>;

/** A bucket that answers, but not as it should. */
export class BucketError extends StorageAwayError {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

/** A request that the storage could not take at the moment is sent so many times more. */
const RETRIES = 3;
const NOTHING = createHash('sha256').digest('hex');

/**
 * A bucket by Amazon's protocol (S3, signature version 4), at the address `endpoint/bucket/key`, which
 * each of its kind knows. Bodies are signed with their digest, so that the storage refuses what has been
 * changed on the way.
 */
export function openBucket({ endpoint, bucket, ...who }: BucketSettings): Bucket {
  const client = new AwsClient({ ...who, service: 's3', retries: RETRIES });
  const address = `${endpoint.replace(/\/+$/, '')}/${encodeURIComponent(bucket)}`;
  return async ({ method, key, query = {}, headers = {}, body }) => {
    const url = new URL(key === undefined ? address : `${address}/${key}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const digest = body === undefined ? NOTHING : createHash('sha256').update(body).digest('hex');
    const response = await client
      .fetch(url.href, {
        method,
        headers: { ...headers, 'x-amz-content-sha256': digest },
        ...(body !== undefined && { body }),
      })
      .catch((error: unknown) => {
        throw new StorageAwayError(`${url.host} does not answer`, { cause: error });
      });
    if (response.ok) return response;
    throw toError(`${method} ${url.pathname}`, response.status, await response.text());
  };
}

/** The text of an element that occurs once, where the answer has it. */
export function textOf(xml: string, element: string): string | undefined {
  const found = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
  return found?.replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

/** The insides of the elements of a name. */
export function* elementsOf(xml: string, element: string): Generator<string, void> {
  for (const [, inside = ''] of xml.matchAll(new RegExp(`<${element}>(.*?)</${element}>`, 'gs'))) {
    yield inside;
  }
}

/** A bucket that answers with an error of its own (S3, «Error Responses»). */
export function toError(asked: string, status: number, xml: string): Error {
  const code = textOf(xml, 'Code') ?? '';
  if (status === 404 && code !== 'NoSuchBucket' && code !== 'NoSuchUpload') {
    return new FileMissingError(asked);
  }
  if (status === 507 || FULL.has(code)) {
    return new DiskFullError(`the storage of files has no room left (${status} ${code})`);
  }
  return new BucketError(`${asked} was answered with ${status} ${code}`.trim(), status);
}

/** Of MinIO, and of those that count what a bucket may hold. */
const FULL = new Set(['XMinioStorageFull', 'QuotaExceeded', 'BucketQuotaExceeded']);
