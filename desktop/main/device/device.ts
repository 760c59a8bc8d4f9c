import { createHmac } from 'node:crypto';

const APPLICATION = 'workspace-desktop-1';
const LONGEST_NAME = 80;

export interface Device {
  fingerprint: string;
  /** Names the user of the operating system; absent where it names none. */
  systemUser?: string;
  name: string;
  platform: string;
}

/**
 * Describes this workstation, and who uses it, to the server at `origin`. Both are keyed hashes of the
 * machine's id, as machine-id(5) asks: the id itself never leaves the machine, and two servers
 * cannot tell that they know the same machine.
 */
export function describeDevice(
  machineId: string,
  origin: string,
  { hostname, platform, user }: { hostname: string; platform: string; user: string | undefined },
): Device {
  const named = (text: string) => createHmac('sha256', machineId).update(text).digest('hex');
  const fingerprint = named(`${APPLICATION}\n${origin}`);
  // The server takes a name of one line.
  const line = hostname.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '').trim();
  // Cut between code points: the server would refuse half of a surrogate pair, and so every
  // sign-in.
  const name = [...line].slice(0, LONGEST_NAME).join('').trim();
  return {
    fingerprint,
    ...(user !== undefined && { systemUser: named(`${APPLICATION}\n${origin}\n${user}`) }),
    name: name === '' ? platform : name,
    platform,
  };
}
