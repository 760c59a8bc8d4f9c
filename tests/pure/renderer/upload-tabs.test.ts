import { expect, test } from 'vitest';
import { createUploadTabs, type UploadNews } from '../../../desktop/renderer/live/upload-tabs.ts';
import { until } from '../../support/until.ts';

type Heard = [id: string, news: UploadNews][];

function openTab(locks: LockManager | null = navigator.locks) {
  const heard: Heard = [];
  const hear = (id: string, news: UploadNews) => void heard.push([id, news]);
  return { heard, ...createUploadTabs(hear, locks) };
}

test('an upload is sent by one tab at a time, and by the next once that has let it go', async () => {
  const [one, other] = [openTab(), openTab()];
  const letGo = await one.take('a');
  expect(letGo).toBeDefined();
  expect(await other.take('a')).toBeUndefined();
  expect(await other.take('b')).toBeDefined();
  let isFree = false;
  void other.whenFree('a').then(() => {
    isFree = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(isFree).toBe(false);
  letGo?.();
  await until(async () => isFree);
  expect(await other.take('a')).toBeDefined();
});

test('a tab tells the others how far an upload is, and that its user has taken it away', async () => {
  const [one, other] = [openTab(), openTab()];
  one.tell('c', { status: 'sending', sent: 5 });
  one.tell('c', undefined);
  await until(async () => other.heard.length === 2);
  expect(other.heard).toEqual([
    ['c', { status: 'sending', sent: 5 }],
    ['c', undefined],
  ]);
  expect(one.heard).toEqual([]);
});

test('without locks each tab sends, and hears of the others only what is over', async () => {
  const [one, other] = [openTab(null), openTab(null)];
  expect(await one.take('d')).toBeDefined();
  expect(await other.take('d')).toBeDefined();
  one.tell('d', { status: 'sending', sent: 5 });
  one.tell('d', { status: 'failed', refusal: 'storage-full' });
  await until(async () => other.heard.length > 0);
  expect(other.heard).toEqual([['d', { status: 'failed', refusal: 'storage-full' }]]);
});
