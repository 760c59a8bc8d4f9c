import { type Context, Hono } from 'hono';
import type { Registry } from 'prom-client';
import type { AppEnv } from '../env.ts';
import { Problem } from '../problem.ts';

export interface OpsDeps {
  registry: Registry;
  /** Rejects where the database does not answer or lacks migrations. */
  checkReady(): Promise<void>;
}

export function opsRoutes({ registry, checkReady }: OpsDeps): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/healthz', healthz)
    .get('/readyz', async (c) => {
      try {
        await checkReady();
      } catch (error) {
        c.get('log').warn({ err: error }, 'not ready');
        throw new Problem('service-unavailable', 'The database does not answer. Try again soon.');
      }
      return c.json({ status: 'ready' });
    })
    .get('/metrics', async (c) =>
      c.body(await registry.metrics(), 200, { 'content-type': registry.contentType }),
    );
}

export const healthz = (c: Context) => c.json({ status: 'ok' });
