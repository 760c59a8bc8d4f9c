import type { Context } from 'hono';
import type { Registry } from 'prom-client';
import { z } from 'zod';
import { Problem } from '../http/problem.ts';
import { logOf } from '../http/request.ts';
import { createRouter, json, openRoutes, type Router } from '../http/router.ts';

export interface OpsDeps {
  registry: Registry;
  /** Rejects where the database does not answer or lacks migrations. */
  checkReady(): Promise<void>;
}

const open = openRoutes('Operations');

export function opsRoutes({ registry, checkReady }: OpsDeps): Router {
  const router = createRouter();

  router.openapi(
    open('getHealth', {
      method: 'get',
      path: '/healthz',
      summary: 'Whether the process lives',
      responses: { 200: json(z.object({ status: z.literal('ok') }), 'It does') },
    }),
    healthz,
  );

  router.openapi(
    open('getReadiness', {
      method: 'get',
      path: '/readyz',
      summary: 'Whether the database answers and has its migrations',
      responses: { 200: json(z.object({ status: z.literal('ready') }), 'It does') },
      refuses: ['service-unavailable'],
    }),
    async (c) => {
      try {
        await checkReady();
      } catch (error) {
        logOf(c).warn({ err: error }, 'not ready');
        throw new Problem('service-unavailable', 'The database does not answer. Try again soon.');
      }
      return c.json({ status: 'ready' } as const, 200);
    },
  );

  router.openapi(
    open('getMetrics', {
      method: 'get',
      path: '/metrics',
      summary: 'For Prometheus',
      responses: {
        200: { description: 'Metrics', content: { 'text/plain': { schema: z.string() } } },
      },
    }),
    async (c) => c.text(await registry.metrics(), 200, { 'content-type': registry.contentType }),
  );

  return router;
}

export const healthz = (c: Context) => c.json({ status: 'ok' } as const, 200);
