import { afterEach, describe, expect, test } from 'vitest';
import { generalOf, signIn } from '../support/api.ts';
import { databaseKind } from '../support/database.ts';
import { bodiesAfter, expectNothingLost } from '../support/nothing-lost.ts';
import {
  canCreateStandby,
  createCluster,
  createDatabase,
  createStandby,
  execute,
} from '../support/postgres.ts';
import { newApiToken, post, postUntilAcknowledged } from '../support/posting.ts';
import { startWire } from '../support/proxy.ts';
import { isLong } from '../support/rounds.ts';
import { ADMIN, isReady, spawnServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const hasStandby = databaseKind() === 'postgresql' && canCreateStandby();

const opened: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

describe.runIf(hasStandby)('a standby that takes over from PostgreSQL', () => {
  /** A server that reaches the database at an address that can lead elsewhere. */
  async function setUp() {
    const primary = await createCluster();
    opened.push(() => primary.destroy());
    const { url } = await createDatabase(primary.url);
    const wire = await startWire(url);
    opened.push(() => wire.close());
    const address = new URL(url);
    address.port = new URL(wire.url).port;
    const server = await spawnServer({ DATABASE_URL: address.href });
    opened.push(() => server.kill('SIGKILL'));
    await isReady(server);
    const { token: session } = await signIn(server, ADMIN);
    const token = await newApiToken(server, session);
    const standby = await createStandby(primary);
    opened.push(() => standby.destroy());
    return {
      primary,
      standby,
      poster: { server, token, channelId: await generalOf(server, token) },
      /** Whether the standby has the message. */
      hasFollowed(body: string) {
        const copy = new URL(url);
        copy.port = new URL(standby.url).port;
        const find = `do $$ begin assert exists (select from messages where body = '${body}'); end $$`;
        return execute(copy.href, find).then(
          () => true,
          () => false,
        );
      },
      async failOver() {
        await primary.stop('immediate');
        await standby.startAgain();
        await standby.promote();
        wire.redirect(standby.url);
      },
    };
  }

  test.runIf(isLong())(
    'loses nothing acknowledged where it had to confirm, and everyone starts again',
    async () => {
      const { primary, poster, failOver } = await setUp();
      await execute(primary.url, `alter system set synchronous_standby_names = '*'`);
      await execute(primary.url, 'select pg_reload_conf()');
      await expectNothingLost(poster, { fault: failOver, mustReset: true });
    },
  );

  test('that lagged behind is told apart: everyone starts again with what it has', async () => {
    const { standby, poster, hasFollowed, failOver } = await setUp();
    const { server, token, channelId } = poster;
    await post(server, token, channelId, 'in time');
    await until(() => hasFollowed('in time'));
    await standby.stop('fast');
    await post(server, token, channelId, 'too late');
    const stream = await server.follow(token);
    const before = stream.cursor();
    await failOver();
    await stream.next('reset', undefined, 20_000);
    expect(stream.cursor().split('-')[0]).not.toBe(before.split('-')[0]);
    await postUntilAcknowledged(() => server, token, channelId, 'and on');
    await stream.next('message.created', ({ body }) => body === 'and on');
    expect(await bodiesAfter(poster, 0)).toEqual(['in time', 'and on']);
    const late = await server.follow(token, before);
    await late.next('reset');
    late.abort();
    stream.abort();
  });
});
