import type { Page } from 'playwright-core';
import { type Api, device } from './api.ts';
import { type DeviceKey, proved } from './device-keys.ts';

/**
 * Has the page sign in on the workstation of this name, and prove the key that `keyOf` gives, as
 * Electron's main process does for it.
 */
export async function proveOn(
  page: Page,
  api: Api,
  name: string,
  keyOf: () => DeviceKey | undefined,
): Promise<void> {
  await page.route('**/api/v1/sessions', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    const key = keyOf();
    const shown = key === undefined ? device(name) : await proved(api, name, key);
    const body = route.request().postDataJSON();
    return route.continue({ postData: { ...body, device: { ...body.device, ...shown } } });
  });
}
