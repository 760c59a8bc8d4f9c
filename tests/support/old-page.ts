import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { type Page, pageHeaders, readPage } from '../../api/web/page-files.ts';

/** The last commit whose page knows neither reactions nor threads, pins, settings or a status. */
const BEFORE_1_1 = '922ad50aa7a87c2d3f5a3dc68eacb14bc17e3cb4';

/** Whether this clone has the history that the old page is in: a shallow one and a release do not. */
export function hasOldPage(): boolean {
  return spawnSync('git', ['cat-file', '-e', `${BEFORE_1_1}^{commit}`]).status === 0;
}

/** Builds the page of before 1.1, from its own sources, with the packages of today. */
export function buildOldPage(): Page {
  const folder = mkdtempSync(path.join(tmpdir(), 'old-page-'));
  try {
    const archive = execFileSync('git', ['archive', BEFORE_1_1], { maxBuffer: 2 ** 28 });
    execFileSync('tar', ['-x', '-C', folder], { input: archive });
    symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
    const vite = path.resolve('node_modules/vite/bin/vite.js');
    execFileSync(process.execPath, [vite, 'build', '--logLevel', 'error'], { cwd: folder });
    return readPage(path.join(folder, 'dist-desktop/renderer'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Has the browser get this page, and everything else from the server, as after an upgrade. */
export async function servePage(context: BrowserContext, page: Page): Promise<void> {
  await context.route(
    ({ pathname }) => !pathname.startsWith('/api/'),
    async (route) => {
      const { pathname } = new URL(route.request().url());
      const name = pathname === '/' ? '/index.html' : pathname;
      const body = page.get(name);
      if (body === undefined) await route.fulfill({ status: 404 });
      else await route.fulfill({ body: Buffer.from(body), headers: pageHeaders(name) });
    },
  );
}
