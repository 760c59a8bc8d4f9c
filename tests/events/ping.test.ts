import { expect, test } from 'vitest';
import { generalOf, signIn } from '../support/api.ts';
import { newApiToken, post } from '../support/posting.ts';
import { ADMIN, startServer } from '../support/server.ts';

test('a ping comes whenever nothing else did for 15 seconds', async () => {
  const server = await startServer();
  try {
    const admin = await signIn(server, ADMIN);
    const token = await newApiToken(server, admin.token);
    const general = await generalOf(server, admin.token);
    const stream = await server.follow(token);
    await post(server, admin.token, general, 'the last for a while');
    await stream.next('message.created');
    const from = performance.now();
    const ping = await stream.next('ping', () => true, 20_000);
    const silence = performance.now() - from;
    expect(silence).toBeGreaterThan(14_000);
    expect(silence).toBeLessThan(18_000);
    expect(ping.id).toBeUndefined();
    expect(ping.data).toEqual({ at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) });
  } finally {
    await server.stop();
  }
});
