import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Context } from 'hono';
import { Hono } from 'hono';
import type { AppEnv } from '../env.ts';
import { notFound, Problem } from '../problem.ts';

/** Nothing but the server itself: no foreign host, no inline script, no HTML made from strings. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.map': 'application/json',
};

/** The built page by path, as `/assets/index-….js`; empty where it has not been built. */
export type Page = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

export function readPage(folder: string): Page {
  try {
    const names = readdirSync(folder, { recursive: true, withFileTypes: true });
    return new Map(
      names
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
        .map((file) => [
          `/${path.relative(folder, file).split(path.sep).join('/')}`,
          new Uint8Array(readFileSync(file)),
        ]),
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map();
    throw error;
  }
}

/** Serves the page to those clients that may have it. */
export function pageRoutes(
  page: Page,
  isPageServed: (c: Context<AppEnv>) => boolean,
): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get('/', (c) => {
    requireServed(c, isPageServed);
    const index = page.get('/index.html');
    if (index === undefined) return c.redirect('/docs');
    return c.body(index, 200, {
      'content-type': TYPES['.html'] ?? '',
      'content-security-policy': POLICY,
      'cache-control': 'no-cache',
    });
  });
  for (const [name, bytes] of page) {
    if (name === '/index.html') continue;
    routes.get(name, (c) => {
      requireServed(c, isPageServed);
      return c.body(bytes, 200, {
        'content-type': TYPES[path.extname(name)] ?? 'application/octet-stream',
        // What is in assets has its digest in its name.
        'cache-control': name.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache',
      });
    });
  }
  return routes;
}

function requireServed(c: Context<AppEnv>, isPageServed: (c: Context<AppEnv>) => boolean): void {
  if (isPageServed(c)) return;
  if (c.req.path !== '/') throw notFound('resource');
  throw new Problem(
    'forbidden',
    'The page is not served to this address: WEB_CLIENT decides. Use the desktop client, or ask the administrator.',
  );
}
