import { type Page, pageHeaders } from '../../api/web/page-files.ts';
import { API_PATH, type Fetch } from './gateway.ts';

export interface PageProtocolDeps {
  /** The built page; not asked while `devServer` serves it. */
  page: Page;
  forward(request: Request): Promise<Response>;
  /** Vite's server while developing. */
  devServer?: string | undefined;
  fetch: Fetch;
}

/** Everything on the page's origin: its own files, and the API of the server that was chosen. */
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
