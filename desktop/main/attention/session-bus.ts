import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const TIMEOUT_MS = 1_000;

/**
 * Calls a method on the session's D-Bus: `interface.member`, and its arguments as dbus-send(1) has
 * them. Undefined where nobody answers within a second, or where `dbus-send` is not installed.
 */
export async function askBus(
  { name, path, method }: { name: string; path: string; method: string },
  ...given: string[]
): Promise<string | undefined> {
  const call = ['--session', '--print-reply=literal', `--dest=${name}`, path, method, ...given];
  return run('/usr/bin/dbus-send', call, { timeout: TIMEOUT_MS }).then(
    ({ stdout }) => stdout,
    () => undefined,
  );
}
