import type { Context, MiddlewareHandler } from 'hono';
import { accepts } from 'hono/accepts';
import { isDamaged, isDatabaseUnavailable, isStatementTimeout } from '../../db/errors.ts';
import type { Credential } from '../auth/credentials/credential.ts';
import type { AppEnv } from '../http/env.ts';
import { Problem } from '../http/problem.ts';
import { createRouter, type Router, securedBy } from '../http/router.ts';
import type { SearchPage, SearchQuery } from './contract.ts';
import { NDJSON, searchOperations } from './operations.ts';
import type { Find } from './searches.ts';

const EXPORT_PAGE = 50;

/** @param isEnded whether a credential is no longer good, for an export that takes a while */
export function searchRoutes(
  searches: Find,
  authenticated: MiddlewareHandler<AppEnv>,
  isEnded: (credential: Credential) => Promise<boolean>,
): Router {
  const router = createRouter();
  const route = securedBy(authenticated);

  router.openapi(route(searchOperations.search), async (c) => {
    const credential = c.get('credential');
    const query = c.req.valid('query');
    const { signal } = c.req.raw;
    const find = (one: SearchQuery) => orProblem(searches(credential.userId, one, signal));
    if (!wantsLines(c)) return c.json(await find(query), 200);
    const first = await find({ ...query, before: undefined, limit: EXPORT_PAGE });
    const more = async (before: string) => {
      if (await isEnded(credential)) throw new Error('the credential of the export has ended');
      return find({ ...query, before, limit: EXPORT_PAGE });
    };
    const lines = new Response(toLines(first, more), { headers: { 'content-type': NDJSON } });
    // The operation's type is that of the JSON answer.
    return lines as never;
  });

  return router;
}

const wantsLines = (c: Context) =>
  accepts(c, {
    header: 'Accept',
    supports: ['application/json', NDJSON],
    default: 'application/json',
  }) === NDJSON;

/** Reads a page when there is room for it. Where that fails, the answer breaks off. */
function toLines(
  first: SearchPage,
  more: (before: string) => Promise<SearchPage>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let page: SearchPage | undefined = first;
  let { next } = first;
  return new ReadableStream({
    async pull(controller) {
      for (;;) {
        if (page === undefined && next !== null) page = await more(next);
        if (page === undefined) return controller.close();
        const lines = page.results.map((result) => `${JSON.stringify(result)}\n`).join('');
        next = page.next;
        page = undefined;
        // A page may be empty where the search has to go on.
        if (lines !== '') return controller.enqueue(encoder.encode(lines));
      }
    },
  });
}

const isAborted = (error: unknown) => error instanceof Error && error.name === 'AbortError';

/** @throws Problem `service-unavailable` where the index is at fault, or the search took too long */
async function orProblem(found: Promise<SearchPage>): Promise<SearchPage> {
  try {
    return await found;
  } catch (error) {
    // What is aborted is answered to nobody.
    if (error instanceof Problem || isAborted(error)) throw error;
    if (isStatementTimeout(error)) {
      throw new Problem('service-unavailable', 'It took too long. Add a word or a filter.');
    }
    if (isDatabaseUnavailable(error) && !isDamaged(error)) throw error;
    throw new Problem(
      'service-unavailable',
      'The search does not work for the moment; all else does. An administrator can make its index anew: npm run admin -- search rebuild.',
    ).telling({ err: error });
  }
}
