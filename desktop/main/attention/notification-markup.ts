import { askBus } from './session-bus.ts';

const CAPABILITIES = {
  name: 'org.freedesktop.Notifications',
  path: '/org/freedesktop/Notifications',
  method: 'org.freedesktop.Notifications.GetCapabilities',
};

/**
 * The body of a notification as the desktop will show it unchanged. On Linux most desktops take it for
 * markup, with links and pictures (Desktop Notifications Specification, section 4), so that whoever
 * writes a message could put these on the screen; a desktop that says that it does not is given it as it
 * is.
 */
export async function notificationBody(text: string, platform: NodeJS.Platform): Promise<string> {
  if (platform !== 'linux' || !/[&<>]/.test(text)) return text;
  return (await rendersMarkup()) ? escapeMarkup(text) : text;
}

async function rendersMarkup(): Promise<boolean> {
  const capabilities = await askBus(CAPABILITIES);
  return capabilities === undefined || capabilities.includes('body-markup');
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
