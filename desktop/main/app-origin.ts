import type { CustomScheme } from 'electron';

/** Where the page lives in Electron: one origin for its files and, forwarded, for the API. */
export const APP_SCHEME = 'app';
export const APP_ORIGIN = 'app://workspace';

/** A proper origin: with storage, `fetch`, streams and a policy, and as safe a context as HTTPS. */
export const APP_PRIVILEGES: CustomScheme = {
  scheme: APP_SCHEME,
  privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
};

export function isOfApp(url: string): boolean {
  return url === APP_ORIGIN || url.startsWith(`${APP_ORIGIN}/`);
}
