import { type Page, pageHeaders } from '../../../api/web/page-files.ts';
import { API_PATH, type Fetch } from '../server/gateway.ts';

export interface PageProtocolDeps {
  /** The built page; unused while `devServer` serves the page. */
  page: Page;
  forward(request: Request): Promise<Response>;
  /** Vite's server while developing. */
  devServer?: string | undefined;
  fetch: Fetch;
}

/** Answers everything on the page's origin: its own files, and the chosen server's API. */
export function createPageProtocol({
  page,
  forward,
  devServer,
  fetch,
}: PageProtocolDeps): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    if (pathname.startsWith(API_PATH)) return forward(request);
    if (devServer !== undefined)
      return fetch(URL.parse(pathname + search, devServer)?.href ?? devServer, {});
    const name = pathname === '/' ? '/index.html' : pathname;
    const bytes = page.get(name);
    if (bytes === undefined) return new Response('There is nothing here.', { status: 404 });
    return new Response(bytes, { headers: pageHeaders(name) });
  };
}
