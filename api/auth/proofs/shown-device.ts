import type { NewDevice } from '../contract.ts';
import { keyedHash } from '../credentials/tokens.ts';
import { provedKey } from './device-proof.ts';

export interface DeviceRules {
  /** The server's secret. */
  secret: string;
  /** Whether each user of a machine's operating system has a device of their own there. */
  deviceScope: 'machine' | 'user';
}

/** The device of a sign-in. */
export interface ShownDevice {
  /** The hash by which it is kept. */
  hash: string;
  /** The same for whoever shows its fingerprint without a proof. */
  unprovedHash: string;
  /** The key that it has proved. */
  publicKey: string | undefined;
  /** Names the device and its key where attempts are counted. */
  place: string;
  name: string | undefined;
  platform: string | undefined;
}

/**
 * Looks at what a device shows. A fingerprint can be found out by everybody who uses the machine, so
 * with a proof it is another device than without.
 *
 * @throws Problem `invalid-request` for a proof that is wrong
 */
export function showDevice(
  { secret, deviceScope }: DeviceRules,
  device: NewDevice,
  now: number,
): ShownDevice {
  const publicKey = provedKey(secret, device, now);
  const { fingerprint, systemUser, name, platform } = device;
  const named =
    deviceScope === 'user' && systemUser !== undefined
      ? `${fingerprint}\n${systemUser}`
      : fingerprint;
  const unprovedHash = hashOf(secret, 'device fingerprint', named);
  if (publicKey === undefined) {
    return { hash: unprovedHash, unprovedHash, publicKey, place: unprovedHash, name, platform };
  }
  const hash = hashOf(secret, 'proved device fingerprint', named);
  return { hash, unprovedHash, publicKey, place: `${hash} ${publicKey}`, name, platform };
}

/** Only this hash leaves the process: a stolen database does not reveal a device's fingerprint. */
function hashOf(secret: string, kind: string, named: string): string {
  return keyedHash(secret, `${kind}:${named}`);
}
