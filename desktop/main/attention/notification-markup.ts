import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const TIMEOUT_MS = 1_000;
const ASK =
  '--session --print-reply=literal --dest=org.freedesktop.Notifications /org/freedesktop/Notifications org.freedesktop.Notifications.GetCapabilities';

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
  return run('/usr/bin/dbus-send', ASK.split(' '), { timeout: TIMEOUT_MS }).then(
    ({ stdout }) => stdout.includes('body-markup'),
    () => true,
  );
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
