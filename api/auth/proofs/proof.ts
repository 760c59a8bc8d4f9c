import type { Kysely } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import { Problem } from '../../http/problem.ts';

/** Whose a sign-in is, as a password or a device token has shown. */
export interface Proof {
  userId: string;
  /** May end the user's session on another device. */
  takeover: boolean;
  /**
   * Run in the transaction of the sign-in, under the lock of the user's row: looks whether the proof
   * still holds, and gives the device token to be remembered by, where there is to be one.
   */
  confirm(trx: Kysely<Tables>, deviceId: string): Promise<string | undefined>;
}

export function wrongPassword(): Problem {
  return new Problem('invalid-credentials', 'Check the user name and the password.');
}

export function deadDeviceToken(): Problem {
  const detail = 'The device token does not work here. Sign in with the password.';
  return new Problem('invalid-credentials', detail);
}

export function accountDisabled(): Problem {
  return new Problem('forbidden', 'The account is disabled. Ask an administrator to enable it.');
}
