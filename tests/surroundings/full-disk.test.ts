import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { generalOf, signIn } from '../support/api.ts';
import { workspace } from '../support/command.ts';
import { copyEmbedded, databaseKind } from '../support/database.ts';
import { bodiesAfter, expectNothingLost, expectUnavailable } from '../support/nothing-lost.ts';
import { type Cluster, createCluster, createDatabase } from '../support/postgres.ts';
import { newApiToken } from '../support/posting.ts';
import { isLong } from '../support/rounds.ts';
import { ADMIN, type Env, isReady, type ServerProcess, spawnServer } from '../support/server.ts';
import { mayMount, mountSmallDisk, type SmallDisk } from '../support/small-disk.ts';
import { until } from '../support/until.ts';

const MEBIBYTE = 2 ** 20;
const LARGE = 'x'.repeat(7_000);
const NO_ROOM =
  /^workspace: the disk of .* has \d+ MiB left and \d+ MiB are needed; free some space\n$/;
const NOTHING_IS_WRITTEN = /the disk of .* has \d+ MiB left: nothing is written until/;

const opened: { stop(): unknown }[] = [];
afterEach(async () => {
  for (const it of opened.splice(0).reverse()) await it.stop();
});

function smallDisk(mebibytes: number): SmallDisk {
  const disk = mountSmallDisk(mebibytes);
  opened.push({ stop: disk.unmount });
  return disk;
}

/** A data directory with a database in it, on a disk of its own. */
async function dataOn(disk: SmallDisk): Promise<string> {
  const folder = path.join(disk.folder, 'data');
  await copyEmbedded(folder);
  return folder;
}

async function launch(env: Env): Promise<ServerProcess> {
  const server = await spawnServer(env);
  opened.push({ stop: () => server.kill('SIGKILL') });
  return server;
}

async function posterOn(server: ServerProcess) {
  await isReady(server);
  const admin = await signIn(server, ADMIN);
  const token = await newApiToken(server, admin.token);
  const channel = await server.post('/channels', { name: 'elsewhere', kind: 'public' }, token);
  return {
    poster: { server, token, channelId: await generalOf(server, token) },
    /** Into another channel than the poster's. */
    write: (body: string) => server.post(`/channels/${channel.body.id}/messages`, { body }, token),
  };
}

describe.skipIf(!mayMount())('a disk that is full', () => {
  test.runIf(databaseKind() === 'embedded')(
    'under the embedded database stops the writing before it stops the database',
    async () => {
      const disk = smallDisk(160);
      const DATA_DIR = await dataOn(disk);
      const server = await launch({ DATA_DIR });
      const { poster, write } = await posterOn(server);

      const refusals = await expectNothingLost(poster, {
        async fault() {
          disk.fill(MEBIBYTE);
          await until(() => NOTHING_IS_WRITTEN.test(server.output()));
          const refused = await write(LARGE);
          expectUnavailable(refused);
          expect(refused.body.detail).toContain('the disk is full');
          expect((await server.get('/readyz')).status).toBe(503);
          expect((await bodiesAfter(poster, 0)).length).toBeGreaterThan(10);
          disk.empty();
          await until(async () => (await write('there is room again')).status === 201);
        },
      });
      expect(refusals.length).toBeGreaterThan(0);

      const before = await bodiesAfter(poster, 0);
      // Not a byte, so that not even the lock can be taken.
      disk.fill(0);
      await server.kill('SIGKILL');
      const again = await launch({ DATA_DIR });
      await until(() => again.output().includes('free some space'));
      expect((await again.get('/healthz')).status).toBe(200);
      expect((await again.get('/readyz')).status).toBe(503);
      disk.empty();
      await isReady(again);
      expect(await bodiesAfter({ ...poster, server: again }, 0)).toEqual(before);
    },
    60_000,
  );

  test.runIf(databaseKind() === 'embedded' && isLong())(
    'refuses a backup of the embedded database in one line, and nothing stands still',
    async () => {
      const disk = smallDisk(260);
      const server = await launch({ DATA_DIR: await dataOn(disk) });
      const { write } = await posterOn(server);
      const file = path.join(tmpdir(), 'workspace-refused.backup');
      const backUp = () =>
        workspace({ DATA_DIR: path.join(disk.folder, 'data') }, ['backup', file]);

      // Room for the server, and not for a copy.
      disk.fill(70 * MEBIBYTE);
      expect(await backUp()).toEqual({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(NO_ROOM),
      });
      expect((await write(LARGE)).status).toBe(201);

      disk.fill(0);
      expect(await backUp()).toEqual({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(NO_ROOM),
      });
      expect((await server.get('/healthz')).status).toBe(200);
      await until(async () => (await write(LARGE)).status === 503);
      disk.empty();
      await until(async () => (await write('there is room again')).status === 201);
      expect(await backUp()).toMatchObject({ code: 0 });
      rmSync(file);

      disk.fill(0);
      expect(await server.kill('SIGTERM')).toBe(0);
    },
    60_000,
  );

  test.runIf(databaseKind() === 'embedded' && isLong())(
    'ends the server where the embedded database panics, and all is there after a restart',
    async () => {
      const disk = smallDisk(260);
      const DATA_DIR = await dataOn(disk);
      const server = await launch({ DATA_DIR });
      const { poster, write } = await posterOn(server);
      await write('kept');
      const before = await bodiesAfter(poster, 0);
      // As on a full disk that looks as if it had room: a checkpoint makes files.
      disk.takeNames();
      const { code, stderr } = await workspace({ DATA_DIR }, [
        'backup',
        path.join(tmpdir(), 'never'),
      ]);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^workspace: .*\n$/);
      expect(await server.exited).toBe(1);
      expect(server.output()).toMatch(
        /the embedded database has ended \(could not .*No space left on device\)/,
      );
      disk.giveNames();
      const again = await launch({ DATA_DIR });
      await isReady(again);
      expect(await bodiesAfter({ ...poster, server: again }, 0)).toEqual(before);
    },
    60_000,
  );

  test.runIf(databaseKind() === 'postgresql' && isLong())(
    'under PostgreSQL is answered for, and gone on from when there is room',
    async () => {
      const disk = smallDisk(160);
      const cluster: Cluster = await createCluster(disk.folder);
      opened.push({ stop: () => cluster.destroy() });
      const { url } = await createDatabase(cluster.url);
      const { poster, write } = await posterOn(await launch({ DATABASE_URL: url }));

      const refusals = await expectNothingLost(poster, {
        async fault() {
          disk.fill(MEBIBYTE);
          await until(async () => (await write(LARGE)).status === 503, 40_000);
          disk.empty();
          // Where it could not go on it has ended; its service manager starts it again.
          await cluster.startAgain();
          await until(async () => (await write('there is room again')).status === 201, 20_000);
        },
      });
      expect(refusals.length).toBeGreaterThan(0);
    },
    120_000,
  );
});
