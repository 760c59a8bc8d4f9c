import { describe, expect, test } from 'vitest';
import { addPerson } from '../support/api.ts';
import { makeChannel, say, upTo } from '../support/chat.ts';
import { serverForSuite } from '../support/suite.ts';

const LAST = 250;

const { server, admin } = await serverForSuite();
const alice = await addPerson(server, admin.token, 'alice');
const channelId = (await makeChannel(server, alice, 'long')).id;
const empty = (await makeChannel(server, alice, 'empty')).id;
await Promise.all(upTo(LAST).map((n) => say(server, alice, channelId, `${n}`)));

const get = (query = '', id = channelId) =>
  server.get(`/channels/${id}/messages${query}`, alice.token);
async function page(query?: string) {
  const { status, body } = await get(query);
  expect(status).toBe(200);
  expect(body.lastSeq).toBe(LAST);
  expect(body.cursor).toBeTruthy();
  const seqs = body.messages.map((message: { seq: number }) => message.seq);
  return { first: seqs.at(0), last: seqs.at(-1), seqs, hasMore: body.hasMore };
}
const range = (from: number, to: number) => upTo(to).slice(from - 1);

describe('a page of messages', () => {
  test('is the newest one where neither before nor after is given, ascending by seq', async () => {
    const { seqs, hasMore } = await page('?limit=10');
    expect(seqs).toEqual(range(241, 250));
    expect(hasMore).toBe(true);
    const byDefault = await page();
    expect(byDefault.seqs).toEqual(range((byDefault.first ?? 0) as number, 250));
  });

  test('before a seq is what stands right before it, ascending by seq', async () => {
    expect(await page('?before=241&limit=10')).toMatchObject({
      seqs: range(231, 240),
      hasMore: true,
    });
    expect(await page('?before=11&limit=10')).toMatchObject({ seqs: upTo(10), hasMore: false });
    expect(await page('?before=12&limit=10')).toMatchObject({ seqs: range(2, 11), hasMore: true });
    expect(await page('?before=1')).toMatchObject({ seqs: [], hasMore: false });
    expect(await page('?before=0')).toMatchObject({ seqs: [], hasMore: false });
  });

  test('after a seq is what follows right after it, ascending by seq', async () => {
    expect(await page('?after=0&limit=10')).toMatchObject({ seqs: upTo(10), hasMore: true });
    expect(await page('?after=240&limit=10')).toMatchObject({
      seqs: range(241, 250),
      hasMore: false,
    });
    expect(await page('?after=239&limit=10')).toMatchObject({
      seqs: range(240, 249),
      hasMore: true,
    });
    expect(await page('?after=250')).toMatchObject({ seqs: [], hasMore: false });
    expect(await page('?after=2147483647')).toMatchObject({ seqs: [], hasMore: false });
  });

  test('with both is what lies between them', async () => {
    expect(await page('?after=10&before=14')).toMatchObject({ seqs: [11, 12, 13], hasMore: false });
  });

  test('holds 1 to 200, as limit says', async () => {
    expect((await page('?limit=200')).seqs).toEqual(range(51, 250));
    expect((await page('?limit=1')).seqs).toEqual([250]);
  });

  test('leads backwards and forwards through all, each message once', async () => {
    const backwards: number[] = [];
    for (let before = LAST + 1, hasMore = true; hasMore; ) {
      const got = await page(`?before=${before}&limit=60`);
      backwards.unshift(...got.seqs);
      ({ hasMore } = got);
      before = got.first;
    }
    expect(backwards).toEqual(upTo(LAST));
    const forwards: number[] = [];
    for (let after = 0, hasMore = true; hasMore; ) {
      const got = await page(`?after=${after}&limit=60`);
      forwards.push(...got.seqs);
      ({ hasMore } = got);
      after = got.last;
    }
    expect(forwards).toEqual(upTo(LAST));
  });

  test('of an empty channel is empty, and lastSeq is 0', async () => {
    for (const query of ['', '?before=5', '?after=0']) {
      const { status, body } = await get(query, empty);
      expect(status).toBe(200);
      expect(body).toMatchObject({ messages: [], hasMore: false, lastSeq: 0 });
    }
  });

  test.each([
    'limit=0',
    'limit=201',
    'limit=-1',
    'limit=1.5',
    'limit=ten',
    'before=-1',
    'after=1.5',
    'before=x',
    'after=99999999999999999999',
    'before=NaN',
    'after=Infinity',
  ])('is refused with 422 and the field named for %s', async (query) => {
    const { status, body } = await get(`?${query}`);
    expect([status, body.code, body.errors?.[0].path]).toEqual([
      422,
      'invalid-request',
      query.split('=')[0],
    ]);
  });
});

test('a message is had by its id, by those who are in its channel', async () => {
  const { id } = await makeChannel(server, alice, 'quoted');
  const message = await say(server, alice, id, 'far away');
  const found = await server.get(`/messages/${message.id}`, alice.token);
  expect([found.status, found.body]).toEqual([200, message]);
  for (const token of [admin.token, undefined]) {
    expect((await server.get(`/messages/${message.id}`, token)).status).toBe(token ? 404 : 401);
  }
  await server.delete(`/messages/${message.id}`, alice.token);
  expect((await server.get(`/messages/${message.id}`, alice.token)).body.body).toBeNull();
  await server.delete(`/channels/${id}`, alice.token);
  expect((await server.get(`/messages/${message.id}`, alice.token)).status).toBe(404);
});
