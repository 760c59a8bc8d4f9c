import type { Preferences } from '../preferences.ts';

/** What Node.js calls the systems of the desktop client, and what people call them. */
const SYSTEMS: Readonly<Record<string, string>> = {
  darwin: 'macOS',
  linux: 'Linux',
  win32: 'Windows',
};

/** What people call the platform of a device; empty where it has said none. */
export function platformName(t: Preferences['t'], platform: string | null): string {
  if (platform === 'browser') return t('settings.browser');
  return SYSTEMS[platform ?? ''] ?? platform ?? '';
}
