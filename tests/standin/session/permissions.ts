import type { Cdp } from '../chromium/cdp.ts';
import { originOf } from '../protocol/addresses.ts';

export type CheckHandler = (
  webContents: object | null,
  permission: string,
  origin: string,
  details: object,
) => boolean;
export type RequestHandler = (
  webContents: object,
  permission: string,
  callback: (isGranted: boolean) => void,
  details: object,
) => void;

export interface PermissionHandlers {
  check: CheckHandler | null;
  request: RequestHandler | null;
}

/** Electron's names, and Chromium's for the same. */
const PERMISSIONS: Record<string, readonly string[]> = {
  notifications: ['notifications'],
  geolocation: ['geolocation'],
  media: ['camera', 'microphone'],
  midi: ['midi'],
  'clipboard-read': ['clipboard-read'],
  'clipboard-sanitized-write': ['clipboard-write'],
  'idle-detection': ['idle-detection'],
};

/** Puts the check handler's answers in force for a document; without one all is granted, as in Electron. */
export async function applyChecks(
  cdp: Cdp,
  { check }: PermissionHandlers,
  webContents: object,
  page: { url: string; chromiumUrl: string },
): Promise<void> {
  const origin = originOf(page.url);
  if (origin === 'null') return;
  const details = { requestingUrl: page.url, securityOrigin: origin, isMainFrame: true };
  for (const permission of Object.keys(PERMISSIONS)) {
    const isGranted = check?.(webContents, permission, origin, details) ?? true;
    await put(cdp, permission, isGranted, page.chromiumUrl);
  }
}

/** Asks the request handler, and puts its answer in force. */
export async function decideRequest(
  cdp: Cdp,
  { request }: PermissionHandlers,
  webContents: object,
  permission: string,
  page: { url: string; chromiumUrl: string },
): Promise<boolean> {
  const details = { requestingUrl: page.url, isMainFrame: true };
  const isGranted = await new Promise<boolean>((decide) => {
    if (request === null) decide(true);
    else request(webContents, permission, decide, details);
  });
  await put(cdp, permission, isGranted, page.chromiumUrl);
  return isGranted;
}

async function put(cdp: Cdp, permission: string, isGranted: boolean, url: string): Promise<void> {
  const setting = isGranted ? 'granted' : 'denied';
  for (const name of PERMISSIONS[permission] ?? []) {
    await cdp.send('Browser.setPermission', {
      permission: { name },
      setting,
      origin: originOf(url),
    });
  }
}
