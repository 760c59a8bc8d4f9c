import { createHmac } from 'node:crypto';

const APPLICATION = 'workspace-desktop-1';
const LONGEST_NAME = 80;

export interface Device {
  fingerprint: string;
  name: string;
  platform: string;
}

/**
 * How this workstation is known to the server at `origin`. The machine's id itself never leaves it,
 * and two servers cannot tell that they know the same machine: machine-id(5) asks for a keyed hash.
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
  // Cut between characters: half of a surrogate pair would be refused, and with it each sign-in.
  const name = [...line].slice(0, LONGEST_NAME).join('').trim();
  return { fingerprint, name: name === '' ? platform : name, platform };
}
