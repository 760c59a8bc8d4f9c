import { hash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip as compress } from 'node:zlib';
import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import { isKnown } from './entity-tag.ts';

const gzip = promisify(compress);

/** JSON that many ask for, encoded once for all of them. */
export interface Encoded {
  json: Uint8Array<ArrayBuffer>;
  gzip: Uint8Array<ArrayBuffer>;
  /** Weak, since it is the same for both encodings (RFC 9110, section 8.8.3). */
  etag: string;
}

export async function encode(value: unknown): Promise<Encoded> {
  const json = new TextEncoder().encode(JSON.stringify(value));
  const etag = `W/"${hash('sha256', json, 'base64url')}"`;
  return { json, gzip: new Uint8Array(await gzip(json)), etag };
}

/** Compressed where the client takes that; 304 where it has the same already. */
export function answerEncoded(c: Context, { json, gzip: small, etag }: Encoded): Response {
  const headers = { etag, 'cache-control': 'no-cache, private', vary: 'Accept-Encoding' };
  if (isKnown(etag, c.req.header('if-none-match'))) return c.body(null, 304, headers);
  const supports = ['gzip', 'identity'];
  const encoding = accepts(c, { header: 'Accept-Encoding', supports, default: 'identity' });
  const isSmall = encoding === 'gzip';
  return c.body(isSmall ? small : json, 200, {
    ...headers,
    'content-type': 'application/json',
    ...(isSmall && { 'content-encoding': 'gzip' }),
  });
}
