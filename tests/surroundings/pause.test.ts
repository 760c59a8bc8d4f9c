import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import type { Database } from '../../db/database.ts';
import { type Answer, generalOf, signIn } from '../support/api.ts';
import { databaseKind } from '../support/database.ts';
import { type Cluster, createCluster, createDatabase } from '../support/postgres.ts';
import { newApiToken, post, postUntilAcknowledged } from '../support/posting.ts';
import { isLong } from '../support/rounds.ts';
import { ADMIN, isReady, type ServerProcess, spawnServer } from '../support/server.ts';
import { until } from '../support/until.ts';

// All in one pause, since it has to be longer than the server waits for an answer.
describe.skipIf(databaseKind() === 'embedded')('a database that hangs', () => {
  let cluster: Cluster;
  let server: ServerProcess;
  let leaving: ServerProcess;
  let connection: Database;
  let other: Database;

  beforeAll(async () => {
    cluster = await createCluster();
    const { url } = await createDatabase(cluster.url);
    server = await spawnServer({ DATABASE_URL: url });
    await isReady(server);
    leaving = await spawnServer({ DATABASE_URL: url });
    await isReady(leaving);
    const options = { databaseUrl: url, dataDir: '', onFault: () => undefined };
    [connection, other] = [await connect(options), await connect(options)];
  });
  afterAll(async () => {
    cluster.signal('SIGCONT');
    await Promise.all([server.kill('SIGKILL'), leaving.kill('SIGKILL')]);
    await Promise.all([connection.close(), other.close()]);
    await cluster.destroy();
  });

  test.runIf(isLong())(
    'is answered for with 503, let go of at SIGTERM, and gone on with afterwards',
    async () => {
      const admin = await signIn(server, ADMIN);
      const token = await newApiToken(server, admin.token);
      const general = await generalOf(server, token);
      const stream = await server.follow(token);
      const { seq } = await post(server, token, general, 'before');
      // Each has an idle connection when the pause begins.
      await connection.db.selectFrom('users').select('id').execute();

      cluster.signal('SIGSTOP');
      const refusals: Answer[] = [];
      const posting = Promise.all(
        ['a', 'b', 'c'].map((body) =>
          postUntilAcknowledged(
            () => server,
            token,
            general,
            body,
            (answer) => refusals.push(answer),
          ),
        ),
      );
      const begun = connection.db.transaction().execute(async () => undefined);
      const failed = begun.then(
        () => 'begun',
        () => 'failed',
      );
      const from = performance.now();
      leaving.child.kill('SIGTERM');
      expect((await server.get('/healthz')).status).toBe(200);
      expect((await server.get('/readyz')).status).toBe(503);
      const exit = await leaving.exited;
      const exitedAfter = performance.now() - from;
      await until(() => refusals.length >= 1, 15_000);
      expect(await failed).toBe('failed');
      cluster.signal('SIGCONT');

      // A statement that is on its own is committed on its own: no connection came back to the pool
      // in the middle of a transaction that somebody else had given up.
      await connection.db.updateTable('channels').set({ topic: 'kept' }).execute();
      const seen = await other.db.selectFrom('channels').select('topic').execute();

      for (const { status, body } of refusals) {
        expect([status, body.code]).toEqual([503, 'service-unavailable']);
      }
      await posting;
      await isReady(server);
      const { body } = await server.get(`/channels/${general}/messages?after=${seq}`, token);
      const kept: string[] = body.messages.map((message: { body: string }) => message.body);
      expect(kept).toHaveLength(3);
      expect(new Set(kept)).toEqual(new Set(['a', 'b', 'c']));
      await until(() => stream.bodies().length >= 4);
      expect(stream.bodies()).toEqual(['before', ...kept]);

      expect.soft(seen).toEqual([{ topic: 'kept' }]);
      expect.soft(exitedAfter).toBeLessThan(10_000);
      expect.soft(exit).toBe(0);
    },
    60_000,
  );
});
