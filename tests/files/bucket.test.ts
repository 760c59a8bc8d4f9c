import { createHash } from 'node:crypto';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createS3Storage } from '../../api/files/s3/s3-storage.ts';
import { sweepFiles } from '../../api/files/sweep.ts';
import { download, upload } from '../support/files.ts';
import { tmpFolder } from '../support/folders.ts';
import { startS3 } from '../support/s3.ts';
import { nodesForSuite } from '../support/suite.ts';
import { connectToTest } from '../support/test-connection.ts';

const MEBIBYTE = 2 ** 20;
const s3 = await startS3(path.join(tmpFolder('bucket'), 's3'));
const { server, other, admin, general } = await nodesForSuite(s3.env);
const { db, close } = await connectToTest(server.database);
afterAll(close);
afterAll(() => s3.stop().catch(() => undefined));

test('files are in a bucket where the configuration names one, for all nodes', async () => {
  const bytes = new Uint8Array(20 * MEBIBYTE).map((_, index) => index % 251);
  const { status, body } = await upload(server, admin.token, bytes, 'plan.bin');
  expect([status, body.size]).toEqual([201, bytes.length]);
  expect(body.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  const posted = await server.post(
    `/channels/${general}/messages`,
    { fileIds: [body.id] },
    admin.token,
  );
  expect(posted.status).toBe(201);
  const whole = await download(other, admin.token, body.id);
  expect([whole.status, whole.bytes.equals(bytes)]).toEqual([200, true]);
  const range = { range: `bytes=${8 * MEBIBYTE - 1}-${8 * MEBIBYTE}` };
  const part = await download(other, admin.token, body.id, range);
  expect([part.status, [...part.bytes]]).toEqual([
    206,
    [(8 * MEBIBYTE - 1) % 251, (8 * MEBIBYTE) % 251],
  ]);
  expect(s3.stored()).toHaveLength(1);
  expect((await server.delete(`/files/${body.id}`, admin.token)).status).toBe(204);
  await sweepFiles(db, createS3Storage(s3.settings));
  expect(s3.stored()).toEqual([]);
});

test('while the bucket is away, files are refused as what passes', async () => {
  const { body } = await upload(server, admin.token, 'there', 'there.txt');
  await s3.stop();
  const refused = await upload(server, admin.token, 'not there', 'a.txt');
  expect([refused.status, refused.body.code]).toEqual([503, 'service-unavailable']);
  expect((await download(server, admin.token, body.id)).status).toBe(503);
});
