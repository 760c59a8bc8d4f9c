import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Nothing but the page's own origin: no foreign host, no inline script, no HTML made from strings. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // What the page has in its memory: files that are on their way.
  "img-src 'self' data: blob:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  // The one address of a script that the page makes itself: that of its reader of PDFs.
  'trusted-types pdf-worker',
].join('; ');

/**
 * For the reader of PDFs, which runs beside the page and takes apart what anybody sent: it asks for nothing,
 * and runs no code but what it was begun with, and the decoders of pictures that the page gives it.
 */
const WORKER_POLICY = "default-src 'none'; script-src 'wasm-unsafe-eval'";

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json',
};

/** The built page by path, as `/assets/index-….js`; empty where it has not been built. */
export type Page = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

export function readPage(folder: string): Page {
  try {
    const names = readdirSync(folder, { recursive: true, withFileTypes: true });
    return new Map(
      names
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
        .map((file) => [
          `/${path.relative(folder, file).split(path.sep).join('/')}`,
          new Uint8Array(readFileSync(file)),
        ]),
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map();
    throw error;
  }
}

/** The response headers of a file of the page, by its path. */
export function pageHeaders(name: string): Record<string, string> {
  const extension = path.extname(name);
  return {
    'content-type': TYPES[extension] ?? 'application/octet-stream',
    // The names of files in assets hold a digest of the file.
    'cache-control': name.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache',
    ...(extension === '.html' && { 'content-security-policy': POLICY }),
    ...(extension === '.mjs' && { 'content-security-policy': WORKER_POLICY }),
  };
}
