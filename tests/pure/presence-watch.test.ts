import { expect, test } from 'vitest';
import { createPresenceWatch } from '../../api/presence/watch.ts';

test('whoever listens is told at once of what has changed, and of nothing else', async () => {
  const claire = {
    userId: 'claire',
    username: 'claire',
    displayName: 'Claire',
    status: 'active' as const,
    since: '2026-01-01T00:00:00.000Z',
  };
  let users = [claire];
  const watch = await createPresenceWatch(async () => ({
    online: users.length,
    users,
    asOf: new Date().toISOString(),
    maxStalenessMs: 0,
  }));
  const told: number[] = [];
  watch.onChange(() => told.push(watch.current.online));
  await watch.refresh();
  expect(told).toEqual([]);
  users = [];
  await watch.refresh();
  await watch.refresh();
  expect(told).toEqual([0]);
});
