import type { SignIn } from '../contract.ts';
import type { Admission, Familiar } from './admission.ts';
import { proveByDeviceToken } from './device-token.ts';
import { isKnownPlace } from './known-places.ts';
import { type PasswordProofDeps, proveByPassword } from './password.ts';
import type { Lane } from './passwords.ts';
import type { Proof } from './proof.ts';
import type { ShownDevice } from './shown-device.ts';

export interface ProofDeps extends PasswordProofDeps {
  /** What has a place of its own does not wait behind strangers. */
  admission: Record<Lane | 'lookUp' | 'deviceToken', Admission>;
  familiar: Familiar;
}

/** A sign-in whose device has been looked at. */
export type Shown = SignIn extends infer One
  ? One extends SignIn
    ? Omit<One, 'device'> & { device: ShownDevice }
    : never
  : never;

/**
 * Whose sign-in it is, by a password or a device token.
 *
 * @throws Problem as `proveByPassword` and `proveByDeviceToken`, and `service-unavailable` (too many
 *   at once); SpentToken
 */
export async function prove(deps: ProofDeps, shown: Shown, network: string): Promise<Proof> {
  const { admission, familiar } = deps;
  const from = { name: network, isRefused: deps.throttle.refuses(network) };
  if ('deviceToken' in shown) {
    return admission.deviceToken.admit({ ...from, isRefused: false }, shown.deviceToken, () =>
      proveByDeviceToken(deps.db, shown),
    );
  }
  const account = shown.username.toLowerCase();
  const place = `${account} ${shown.device.place}`;
  const lane = await laneOf(deps, shown, place, network);
  const isStranger = lane === 'stranger';
  return admission[lane].admit(
    isStranger ? from : { ...from, isRefused: false },
    isStranger ? account : place,
    async () => {
      const proof = await proveByPassword(deps, shown, network);
      familiar.set(place, true);
      return proof;
    },
  );
}

/** A device that proves a key is looked up; of others this node knows those that it has seen before. */
async function laneOf(
  { db, admission, familiar }: ProofDeps,
  { username, device }: { username: string; device: ShownDevice },
  place: string,
  network: string,
): Promise<Lane> {
  const isProved = device.publicKey !== undefined;
  if (isProved && !familiar.has(place)) {
    const isKnown = await admission.lookUp.admit({ name: network, isRefused: false }, place, () =>
      isKnownPlace(db, username, device),
    );
    if (isKnown) familiar.set(place, true);
  }
  if (!familiar.has(place)) return 'stranger';
  return isProved ? 'proved' : 'familiar';
}
