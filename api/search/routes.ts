import type { Context, MiddlewareHandler } from 'hono';
import { accepts } from 'hono/accepts';
import { isDamaged, isDatabaseUnavailable, isStatementTimeout } from '../../db/errors.ts';
import type { Credential } from '../auth/credentials/credential.ts';
import type { AppEnv } from '../http/env.ts';
import { Problem } from '../http/problem.ts';
import { createRouter, type Router, securedBy } from '../http/router.ts';
import type { SearchPage, SearchQuery } from './contract.ts';
import { NDJSON, searchOperations } from './operations.ts';
import type { BeginSearch, Turn } from './searches.ts';

const EXPORT_PAGE = 50;

/** @param isEnded whether a credential is no longer good, for an export that takes a while */
export function searchRoutes(
  begin: BeginSearch,
  authenticated: MiddlewareHandler<AppEnv>,
  isEnded: (credential: Credential) => Promise<boolean>,
): Router {
  const router = createRouter();
  const route = securedBy(authenticated);

  router.openapi(route(searchOperations.search), async (c) => {
    const credential = c.get('credential');
    const query = c.req.valid('query');
    const turn = begin(credential.userId, c.req.raw.signal);
    if (wantsLines(c)) {
      const pages = allLines(turn, query, () => isEnded(credential));
      const lines = new Response(await toStream(pages), { headers: { 'content-type': NDJSON } });
      // The operation's type is that of the JSON answer.
      return lines as never;
    }
    try {
      return c.json(await orProblem(turn.find(query)), 200);
    } finally {
      turn.end();
    }
  });

  return router;
}

const wantsLines = (c: Context) =>
  accepts(c, {
    header: 'Accept',
    supports: ['application/json', NDJSON],
    default: 'application/json',
  }) === NDJSON;

/** The lines of all results, a page at a time. */
async function* allLines(
  turn: Turn,
  query: SearchQuery,
  isOver: () => Promise<boolean>,
): AsyncGenerator<string, void> {
  try {
    let before: string | undefined;
    do {
      if (before !== undefined && (await isOver())) {
        throw new Error('the credential of the export has ended');
      }
      const page = await orProblem(turn.find({ ...query, before, limit: EXPORT_PAGE }));
      yield page.results.map((result) => `${JSON.stringify(result)}\n`).join('');
      before = page.next ?? undefined;
    } while (before !== undefined);
  } finally {
    turn.end();
  }
}

/**
 * Reads a page when there is room for it. Where that fails, the answer breaks off; what is wrong with the
 * first page is thrown.
 */
async function toStream(pages: AsyncGenerator<string, void>): Promise<ReadableStream<Uint8Array>> {
  const encoder = new TextEncoder();
  let page = await pages.next();
  return new ReadableStream({
    async pull(controller) {
      // A page may be empty where the search has to go on.
      while (page.done !== true && page.value === '') page = await pages.next();
      if (page.done === true) return controller.close();
      controller.enqueue(encoder.encode(page.value));
      page = { done: false, value: '' };
    },
    cancel: async () => void (await pages.return()),
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
