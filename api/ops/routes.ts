import type { BlockList } from 'node:net';
import type { Context } from 'hono';
import type { Registry } from 'prom-client';
import { Problem } from '../http/problem.ts';
import { requireFrom } from '../http/request.ts';
import { createRouter, open, type Router } from '../http/router.ts';
import { opsOperations } from './operations.ts';

export interface OpsDeps {
  registry: Registry;
  /** From where `/readyz` and `/metrics` are answered. */
  opsAccess: BlockList;
  /** Rejects where the database does not answer, takes no writes or lacks migrations. */
  checkReady(): Promise<void>;
}

export function opsRoutes({ registry, opsAccess, checkReady }: OpsDeps): Router {
  const router = createRouter();

  router.openapi(open(opsOperations.getHealth), healthz);

  router.openapi(open(opsOperations.getReadiness), async (c) => {
    requireFrom(c, opsAccess);
    try {
      await checkReady();
    } catch (error) {
      throw new Problem(
        'service-unavailable',
        'The database does not answer, or takes no writes. Try again soon.',
        // Without the stack: each probe logs this while it lasts.
      ).telling({ reason: error instanceof Error ? error.message : String(error) });
    }
    return c.json({ status: 'ready' } as const, 200);
  });

  router.openapi(open(opsOperations.getMetrics), async (c) => {
    requireFrom(c, opsAccess);
    return c.text(await registry.metrics(), 200, { 'content-type': registry.contentType });
  });

  return router;
}

export const healthz = (c: Context) => c.json({ status: 'ok' } as const, 200);
