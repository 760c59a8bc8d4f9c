import type { Fetch } from '../server/gateway.ts';
import { askChallenge } from './challenge.ts';
import { describeDevice } from './device.ts';
import { type DeviceKey, makeDeviceKey, proveDevice } from './device-key.ts';
import type { Vault } from './vault.ts';

export interface WorkstationDeps {
  vault: Vault;
  fetch: Fetch;
  machineId: string;
  hostname: string;
  platform: string;
  /** Names who uses the operating system; undefined where it does not say. */
  user: string | undefined;
}

/**
 * Describes this workstation to the server at `origin`, and proves that it is the one that it was
 * before: it signs the server's challenge with a key that only this user of it has, one for each
 * server. Where no secret outlives the program, or the server asks for no proof, there is none.
 *
 * @throws Error where the server gives no challenge
 */
export async function showWorkstation(
  deps: WorkstationDeps,
  origin: string,
): Promise<Record<string, unknown>> {
  const { vault, fetch, machineId, ...described } = deps;
  const device = { ...describeDevice(machineId, origin, described) };
  if (!vault.isKept) return device;
  const challenge = await askChallenge(fetch, origin);
  if (challenge === undefined) return device;
  return { ...device, proof: proveDevice(await keyFor(vault, origin), device, challenge) };
}

/** A new key is on disk before it is shown: it would be another one at the next start. */
async function keyFor(vault: Vault, origin: string): Promise<DeviceKey> {
  const { keys } = vault.get();
  const known = keys[origin];
  if (known !== undefined) return known;
  const made = makeDeviceKey();
  await vault.change({ keys: { ...keys, [origin]: made } });
  return made;
}
