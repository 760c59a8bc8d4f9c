import { createHmac } from 'node:crypto';

const APPLICATION = 'workspace-desktop-1';
const LONGEST_NAME = 80;

export interface Device {
  fingerprint: string;
  name: string;
  platform: string;
}

/**
 * Describes this workstation to the server at `origin`. The fingerprint is a keyed hash of the
 * machine's id, as machine-id(5) asks: the id itself never leaves the machine, and two servers
 * cannot tell that they know the same machine.
 */
export function describeDevice(
  machineId: string,
  origin: string,
  { hostname, platform }: { hostname: string; platform: string },
): Device {
  const fingerprint = createHmac('sha256', machineId)
    .update(`${APPLICATION}\n${origin}`)
    .digest('hex');
  // The server takes a name of one line.
  const line = hostname.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '').trim();
  // Cut between code points: the server would refuse half of a surrogate pair, and so every
  // sign-in.
  const name = [...line].slice(0, LONGEST_NAME).join('').trim();
  return { fingerprint, name: name === '' ? platform : name, platform };
}
