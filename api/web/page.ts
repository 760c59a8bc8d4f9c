import type { Context } from 'hono';
import { Hono } from 'hono';
import type { AppEnv } from '../http/env.ts';
import { notFound, Problem } from '../http/problem.ts';
import { type Page, pageHeaders } from './page-files.ts';

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
    return c.body(index, 200, pageHeaders('/index.html'));
  });
  for (const [name, bytes] of page) {
    if (name === '/index.html') continue;
    routes.get(name, (c) => {
      requireServed(c, isPageServed);
      return c.body(bytes, 200, pageHeaders(name));
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
