import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { BucketSettings } from '../../api/files/s3/bucket.ts';

/** A server of the kind of Amazon's S3, with one bucket. */
export interface S3Server {
  settings: BucketSettings;
  /** The same as a server's configuration has it. */
  env: Record<string, string>;
  /** What it has stored: objects, and parts of uploads under way. */
  stored(): string[];
  stop(): Promise<void>;
}

const BUCKET = 'workspace-files';
/** The one account that it knows. */
const ACCOUNT = 'S3RVER';

/**
 * Starts s3rver, which checks signatures and stores in `folder`. It neither lists uploads in parts nor
 * aborts them, so these two are answered here, from what it has stored.
 */
export async function startS3(folder: string): Promise<S3Server> {
  mkdirSync(folder, { recursive: true });
  const bucket = path.join(folder, BUCKET);
  const uploads = path.join(bucket, '._S3rver_uploads');
  // It has no types.
  const S3rver: new (
    options: object,
  ) => { configureBuckets(): Promise<void>; callback(): RequestListener } = createRequire(
    import.meta.url,
  )('s3rver');
  const s3rver = new S3rver({
    directory: folder,
    silent: true,
    configureBuckets: [{ name: BUCKET, configs: [] }],
  });
  await s3rver.configureBuckets();
  const answer = s3rver.callback();
  const server = createServer((request, response) => {
    const own = answerUploads(request, uploads);
    if (own === undefined) return answer(request, response);
    request.resume();
    response.writeHead(own === '' ? 204 : 200, { 'content-type': 'application/xml' }).end(own);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const settings = {
    endpoint: `http://127.0.0.1:${address.port}`,
    bucket: BUCKET,
    region: 'us-east-1',
    accessKeyId: ACCOUNT,
    secretAccessKey: ACCOUNT,
  };
  return {
    settings,
    env: {
      FILES_DIR: '',
      FILES_S3_ENDPOINT: settings.endpoint,
      FILES_S3_BUCKET: BUCKET,
      FILES_S3_ACCESS_KEY_ID: ACCOUNT,
      FILES_S3_SECRET_ACCESS_KEY: ACCOUNT,
    },
    stored: () =>
      readdirSync(bucket, { recursive: true, encoding: 'utf8' }).filter(
        (name) =>
          (name.endsWith('_object') || name.startsWith('._S3rver_uploads')) &&
          statSync(path.join(bucket, name)).isFile(),
      ),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The body of the answer; undefined where s3rver itself answers. */
function answerUploads(request: IncomingMessage, uploads: string): string | undefined {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
  const uploadId = searchParams.get('uploadId');
  if (request.method === 'DELETE' && uploadId !== null) {
    rmSync(path.join(uploads, path.basename(uploadId)), { recursive: true, force: true });
    return '';
  }
  if (request.method !== 'GET' || pathname !== `/${BUCKET}` || !searchParams.has('uploads')) {
    return undefined;
  }
  const begun = existsSync(uploads) ? readdirSync(uploads) : [];
  const listed = begun
    .map((id) => ({ id, key: readFileSync(path.join(uploads, id, 'key'), 'utf8') }))
    .filter(({ key }) => key.startsWith(searchParams.get('prefix') ?? ''))
    .map(({ id, key }) => `<Upload><Key>${key}</Key><UploadId>${id}</UploadId></Upload>`);
  return `<ListMultipartUploadsResult>${listed.join('')}<IsTruncated>false</IsTruncated></ListMultipartUploadsResult>`;
}
