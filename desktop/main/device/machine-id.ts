import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const TIMEOUT_MS = 5_000;

/**
 * The id that the operating system gave this machine, the same for all its users; undefined where it
 * has none. Programs are called by their full path, so that no other on the PATH is asked instead.
 */
export async function readMachineId(platform: NodeJS.Platform): Promise<string | undefined> {
  switch (platform) {
    case 'linux':
      return (await idFile('/etc/machine-id')) ?? (await idFile('/var/lib/dbus/machine-id'));
    case 'darwin':
      return match(
        await output('/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice']),
        /"IOPlatformUUID" = "([0-9A-Fa-f-]{36})"/,
      );
    case 'win32':
      return match(
        await output(`${process.env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\reg.exe`, [
          'query',
          'HKLM\\SOFTWARE\\Microsoft\\Cryptography',
          '/v',
          'MachineGuid',
          '/reg:64',
        ]),
        /MachineGuid\s+REG_SZ\s+([0-9A-Fa-f-]{36})/,
      );
    default:
      return undefined;
  }
}

/** machine-id(5): 32 hexadecimal digits; all zero, or "uninitialized", before the first boot. */
async function idFile(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return match(text, /^(?!0{32})([0-9a-f]{32})$/m);
}

async function output(program: string, args: string[]): Promise<string> {
  return run(program, args, { timeout: TIMEOUT_MS, windowsHide: true }).then(
    ({ stdout }) => stdout,
    () => '',
  );
}

function match(text: string, pattern: RegExp): string | undefined {
  return pattern.exec(text.trim())?.[1]?.toLowerCase();
}
