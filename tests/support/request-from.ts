import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { text } from 'node:stream/consumers';

/**
 * Sends a request from `address`, one of 127.0.0.0/8, which all belong to this machine. Resolves to
 * the status. `fetch` cannot choose the source address, and tidies up a path.
 */
export async function requestFrom(
  address: string,
  url: string,
  { method = 'GET', path, headers = {}, body }: RequestFromOptions = {},
): Promise<number | undefined> {
  const request = url.startsWith('https:') ? requestSecure : requestPlain;
  return new Promise((resolve, reject) => {
    request(
      url,
      {
        method,
        ...(path === undefined ? {} : { path }),
        localAddress: address,
        family: 4,
        headers: {
          ...headers,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
      },
      (response) => text(response).then(() => resolve(response.statusCode), reject),
    )
      .on('error', reject)
      .end(body === undefined ? undefined : JSON.stringify(body));
  });
}

interface RequestFromOptions {
  method?: string;
  /** Goes on the wire as it is, instead of the URL's. */
  path?: string;
  headers?: Record<string, string>;
  body?: unknown;
}
