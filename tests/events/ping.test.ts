import { expect, test } from 'vitest';
import { generalOf, signIn } from '../support/api.ts';
import { newApiToken, post } from '../support/posting.ts';
import { ADMIN, startServer } from '../support/server.ts';
import { until } from '../support/until.ts';

test('a ping comes whenever nothing else did for PING_INTERVAL_MS', async () => {
  const server = await startServer({ PING_INTERVAL_MS: '150' });
  try {
    const admin = await signIn(server, ADMIN);
    const token = await newApiToken(server, admin.token);
    const general = await generalOf(server, admin.token);
    const { events } = await server.follow(token);
    const { createdAt } = await post(server, admin.token, general, 'the last for a while');
    const following = () =>
      events.slice(events.findIndex(({ event }) => event === 'message.created')).slice(1, 5);
    await until(() => following().length === 4, 5_000);
    const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
    expect(following()).toEqual(Array(4).fill({ event: 'ping', id: undefined, data: { at } }));
    const times = [createdAt, ...following().map(({ data }) => data.at)].map(Date.parse);
    const silences = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...silences)).toBeGreaterThanOrEqual(149);
    // The server looks more often than once a second.
    expect(Math.min(...silences.slice(1))).toBeLessThan(900);
  } finally {
    await server.stop();
  }
});
