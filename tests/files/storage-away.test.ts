import { createHash } from 'node:crypto';
import {
  existsSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { generalOf, signIn } from '../support/api.ts';
import { say } from '../support/chat.ts';
import { newDatabase } from '../support/database.ts';
import { download, upload, uploaded } from '../support/files.ts';
import { tmpFolder } from '../support/folders.ts';
import { ADMIN, isReady, type ServerProcess, spawnServer, startServer } from '../support/server.ts';
import { mayMount, mountSmallDisk } from '../support/small-disk.ts';
import { connectToTest } from '../support/test-connection.ts';
import { until } from '../support/until.ts';

const MEBIBYTE = 2 ** 20;
const filesIn = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
        statSync(path.join(folder, name)).isFile(),
      )
    : [];

/** Empty where it has been closed meanwhile. */
function linkOf(fd: string): string {
  try {
    return readlinkSync(fd);
  } catch {
    return '';
  }
}

async function serverOn(folder: string) {
  const server = await startServer({ FILES_DIR: folder });
  onTestFinished(server.stop);
  return { server, admin: await signIn(server, ADMIN) };
}
const away = tmpFolder('away');
const killed = tmpFolder('killed');

test('a storage that is away is said to be so, and works again when it is back', async () => {
  const folder = path.join(away, 'files');
  const { server, admin } = await serverOn(folder);
  const file = await uploaded(server, admin, 'here');
  renameSync(folder, `${folder}-away`);
  writeFileSync(folder, 'no folder');
  for (const { status, body } of [
    await upload(server, admin.token, 'x'),
    await server.get(`/files/${file.id}`, admin.token),
  ]) {
    expect([status, body.code]).toEqual([503, 'service-unavailable']);
  }
  expect((await server.get('/readyz')).status).toBe(200);
  rmSync(folder);
  renameSync(`${folder}-away`, folder);
  expect(String((await download(server, admin.token, file.id)).bytes)).toBe('here');
  expect((await upload(server, admin.token, 'x')).status).toBe(201);
});

test('a file whose reader goes away, or of which the storage has lost some, is broken off', async () => {
  const folder = path.join(away, 'halves');
  const { server, admin } = await serverOn(folder);
  const { id } = await uploaded(server, admin, new Uint8Array(32 * MEBIBYTE), 'long.bin');
  const isOpen = () =>
    readdirSync('/proc/self/fd').some((fd) => linkOf(`/proc/self/fd/${fd}`).startsWith(folder));
  // It reads nothing, so most of the file stays with the server.
  const socket = connect(Number(new URL(server.url).port)).pause();
  socket.on('error', () => undefined);
  const own = `Host: localhost\r\nAuthorization: Bearer ${admin.token}`;
  socket.write(`GET /api/v1/files/${id} HTTP/1.1\r\n${own}\r\n\r\n`);
  await until(isOpen);
  socket.destroy();
  await until(() => !isOpen());
  const [file = ''] = filesIn(folder);
  truncateSync(path.join(folder, file), MEBIBYTE);
  // Long before the connection would be closed for doing nothing.
  const signal = AbortSignal.timeout(20_000);
  const headers = { authorization: `Bearer ${admin.token}` };
  const half = await fetch(`${server.url}/api/v1/files/${id}`, { headers, signal });
  await expect(half.arrayBuffer()).rejects.toThrow('terminated');
  expect((await server.get('/readyz')).status).toBe(200);
  expect(isOpen()).toBe(false);
});

test.skipIf(!mayMount())(
  'a disk that is nearly full takes no files, and all else goes on',
  async () => {
    const disk = mountSmallDisk(320);
    onTestFinished(disk.unmount);
    const { server, admin } = await serverOn(path.join(disk.folder, 'files'));
    const large = new Uint8Array(40 * MEBIBYTE);
    const kept = await uploaded(server, admin, large, 'kept.bin');
    const before = filesIn(disk.folder);
    // Declared, and found out on its way.
    for (const sent of [large, new Blob([large]).stream()]) {
      const { status, body } = await upload(server, admin.token, sent);
      expect([status, body.code]).toEqual([507, 'storage-full']);
    }
    expect(filesIn(disk.folder)).toEqual(before);
    expect((await download(server, admin.token, kept.id)).bytes.length).toBe(large.length);
    const general = await generalOf(server, admin.token);
    await say(server, admin, general, 'on and on', { fileIds: [kept.id] });
  },
);

test('a server that is killed in the middle of an upload leaves what is swept, and no file by halves', async () => {
  const folder = killed;
  const database = await newDatabase();
  onTestFinished(database.remove);
  const env = { ...database.env, FILES_DIR: folder };
  const start = async (): Promise<ServerProcess> => {
    const server = await spawnServer(env);
    await isReady(server);
    return server;
  };
  const first = await start();
  const admin = await signIn(first, ADMIN);
  const whole = 'x'.repeat(MEBIBYTE);
  const file = await uploaded(first, admin, whole, 'whole.txt');
  await say(first, admin, await generalOf(first, admin.token), 'whole', { fileIds: [file.id] });
  const url = new URL(first.url);
  const socket = connect(Number(url.port), url.hostname);
  socket.on('error', () => undefined);
  socket.write(
    `POST /api/v1/files?name=half HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${admin.token}\r\nContent-Length: ${MEBIBYTE}\r\n\r\n${'y'.repeat(500_000)}`,
  );
  await until(() => filesIn(folder).length === 2);
  await first.kill('SIGKILL');
  expect(filesIn(folder)).toHaveLength(2);

  const { db, close } = await connectToTest(database);
  await sql`update files_to_remove set remove_at = now() - interval '1 second'`.execute(db);
  await close();
  const again = await start();
  await until(() => filesIn(folder).length === 1);
  const same = await signIn(again, ADMIN, { takeover: true });
  const { bytes } = await download(again, same.token, file.id);
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(file.sha256);
  await again.kill('SIGTERM');
});
