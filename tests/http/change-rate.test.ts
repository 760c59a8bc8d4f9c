import { expect, test } from 'vitest';
import { addPerson } from '../support/api.ts';
import { serverForSuite } from '../support/suite.ts';

const { server, admin } = await serverForSuite({ CHANGE_RATE_LIMIT: '' });
const [eager, other] = [
  await addPerson(server, admin.token, 'eager'),
  await addPerson(server, admin.token, 'other'),
];

test('nobody makes tokens and channels without end, and nobody else is kept from it', async () => {
  const from = performance.now();
  const answers = await Promise.all(
    Array.from({ length: 160 }, (_, index) =>
      index % 2 === 0
        ? server.post('/tokens', { name: `token ${index}`, scopes: ['read'] }, eager.token)
        : server.post('/channels', { name: `channel ${index}`, kind: 'public' }, eager.token),
    ),
  );
  const seconds = Math.ceil((performance.now() - from) / 1000);
  const made = answers.filter(({ status }) => status === 201);
  const refused = answers.filter(({ status }) => status === 429);
  expect(made.length + refused.length).toBe(160);
  expect(made.length).toBeGreaterThanOrEqual(40);
  expect(made.length).toBeLessThanOrEqual(40 + 20 * seconds);
  for (const { body, headers } of refused) {
    expect(body.code).toBe('too-many-requests');
    expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  }
  const tokens = await server.get('/tokens', eager.token);
  expect(tokens.status).toBe(200);
  expect(
    (await server.post('/tokens', { name: 'mine', scopes: ['read'] }, other.token)).status,
  ).toBe(201);
  // What keeps a session, and what ends it, is never too much.
  for (let beats = 0; beats < 50; beats += 1) {
    expect((await server.post('/session/heartbeat', {}, eager.token)).status).toBe(204);
  }
  expect((await server.delete('/session', eager.token)).status).toBe(204);
});
