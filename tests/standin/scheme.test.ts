import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import type { Desktop } from './driver.ts';
import { kinds, launchFixture, run } from './fixture.ts';

describe.each(kinds)('a page of an own scheme, on %s,', (kind) => {
  let desktop: Desktop;
  let page: Page;
  beforeAll(async () => {
    desktop = await launchFixture(kind);
    page = await desktop.page();
  });
  afterAll(() => desktop?.close());
  const cancelled = () => desktop.evaluate(() => globalThis.fixture.cancelled);

  test('is a secure context, at the address that it was loaded from', async () => {
    expect(await run(page, 'return isSecureContext')).toBe(true);
    const url = await desktop.evaluate(({ webContents }) => webContents.fromId(1)?.getURL());
    expect(url).toBe('app://workspace/');
  });

  test('has its requests answered, by method, headers and body', async () => {
    const answer = await run(
      page,
      `const headers = { 'content-type': 'application/json', 'x-mine': 'yes' };
       const response = await fetch('/api/v1/things?a=1', { method: 'POST', headers, body: '{"é":1}' });
       return { status: response.status, own: response.headers.get('x-own'), body: await response.json() };`,
    );
    expect(answer).toEqual({ status: 201, own: 'kept', body: { pathname: '/api/v1/things' } });
    const [request] = await desktop.evaluate(() => globalThis.fixture.requests);
    expect(request).toMatchObject({
      url: 'app://workspace/api/v1/things?a=1',
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-mine': 'yes' },
      body: '{"é":1}',
    });
    expect(request?.headers).not.toHaveProperty('host');
    expect(request?.headers).not.toHaveProperty('cookie');
  });

  test('reads each event of a stream before the next one is sent', async () => {
    await run(
      page,
      `globalThis.chunks = [];
       const { body } = await fetch('/api/stream');
       const write = (chunk) => { chunks.push(new TextDecoder().decode(chunk)); };
       void body.pipeTo(new WritableStream({ write }));`,
    );
    for (const text of ['data: 1\n\n', 'data: 2\n\n', 'data: 3\n\n']) {
      await desktop.evaluate((_, sent) => globalThis.fixture.streams.at(-1)?.(sent), text);
      await until(async () => (await run(page, 'return chunks.at(-1)')) === text);
    }
    expect(await run(page, 'return chunks.length')).toBe(3);
  });

  test('cancels the body of an answer that it no longer reads', async () => {
    const before = await cancelled();
    await run(
      page,
      `const abort = new AbortController();
       await fetch('/api/stream', { signal: abort.signal });
       abort.abort();`,
    );
    await until(async () => (await cancelled()) === before + 1);
  });

  test('cancels the body of an answer when it is loaded anew', async () => {
    const before = await cancelled();
    await run(page, `globalThis.kept = await fetch('/api/stream')`);
    expect(await cancelled()).toBe(before);
    await page.reload();
    // The stream of the test before last was open as well.
    await until(async () => (await cancelled()) > before);
  });

  test('sees a failed request where the handler fails', async () => {
    const failed = await run(page, `return fetch('/api/broken').catch((error) => error.name)`);
    expect(failed).toBe('TypeError');
    expect(await run(page, `return (await fetch('/api/late')).status`)).toBe(204);
  });

  test('is held to the policy in its headers', async () => {
    const blocked = run(
      page,
      `return new Promise((resolve) => {
         document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
         document.body.append(Object.assign(new Image(), { src: '/x.png' }));
       })`,
    );
    expect(await blocked).toBe('img-src');
  });
});
