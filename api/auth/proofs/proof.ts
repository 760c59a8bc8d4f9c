import type { Kysely } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import { Problem } from '../../http/problem.ts';

export interface IssuedDeviceToken {
  token: string;
  familyId: string;
}

/** The user of a sign-in, proved by a password or a device token. */
export interface Proof {
  userId: string;
  /** May end the user's session on another device. */
  takeover: boolean;
  /**
   * Runs in the transaction of the sign-in, under the lock of the user's row. Checks that the proof
   * still holds. Resolves to the device's new token, or undefined where it is not to be remembered.
   */
  confirm(trx: Kysely<Tables>, place: ProvedPlace): Promise<IssuedDeviceToken | undefined>;
}

/** Where a device token is good: on the device, by the key; or on one without proof. */
export interface ProvedPlace {
  deviceId: string;
  keyId: string | null;
}

export function wrongPassword(): Problem {
  const detail = 'Check the user name and the password.';
  return new Problem('invalid-credentials', detail).telling({ proof: 'password' });
}

/** @param deviceToken what became of it, for the log */
export function deadDeviceToken(
  deviceToken: 'dead' | 'spent' | 'overtaken' | 'bound-elsewhere',
): Problem {
  const detail = 'The device token does not work here. Sign in with the password.';
  return new Problem('invalid-credentials', detail).telling({ proof: 'device-token', deviceToken });
}

export function deviceWaiting(): Problem {
  return new Problem(
    'device-waiting',
    'This workstation has another key than before. Ask an administrator to approve it, and sign in then.',
  );
}

export function deviceBlocked(): Problem {
  return new Problem(
    'device-blocked',
    'An administrator has blocked this workstation. Use another one, or ask them to free it.',
  );
}

export function accountDisabled(): Problem {
  return new Problem('forbidden', 'The account is disabled. Ask an administrator to enable it.');
}
