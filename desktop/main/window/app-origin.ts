import type { CustomScheme } from 'electron';

/** The page's origin in Electron: it serves the page's files and forwards the API calls. */
export const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://workspace';

/**
 * Makes it a standard origin with storage, `fetch`, streams and a content security policy, and a
 * secure context like HTTPS.
 */
export const APP_PRIVILEGES: CustomScheme = {
  scheme: APP_SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
};

export function isOfApp(url: string): boolean {
  return url === APP_ORIGIN || url.startsWith(`${APP_ORIGIN}/`);
}
