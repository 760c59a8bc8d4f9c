import type { Kysely } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import { NIL_ID } from '../../lib/ids.ts';
import { usernameSchema } from '../../users/contract.ts';
import { findPasswordHash } from '../accounts.ts';
import type { NewDevice } from '../contract.ts';
import { startFamily } from './device-tokens.ts';
import { hashFingerprint, isKnownDevice } from './devices.ts';
import type { Passwords } from './passwords.ts';
import { accountDisabled, type Proof, wrongPassword } from './proof.ts';
import type { Throttle } from './throttle.ts';

export interface PasswordProofDeps {
  db: Kysely<Tables>;
  passwords: Passwords;
  throttle: Throttle;
  secret: string;
}

export interface PasswordShown {
  username: string;
  password: string;
  device: NewDevice;
  takeover: boolean;
  remember: boolean;
}

/** @throws Problem `invalid-credentials`, `too-many-requests`, `forbidden` (disabled) */
export async function proveByPassword(
  deps: PasswordProofDeps,
  shown: PasswordShown,
  address: string,
): Promise<Proof> {
  const user = await checkPassword(deps, shown, address);
  return {
    userId: user.id,
    takeover: shown.takeover,
    async confirm(trx, deviceId) {
      // The password may have been changed since it was compared.
      const now = await findPasswordHash(trx, user.id);
      if (now === undefined || now !== user.passwordHash) throw wrongPassword();
      return shown.remember ? startFamily(trx, user.id, deviceId) : undefined;
    },
  };
}

/** Throttles and compares in one slot, so that a burst of guesses cannot outrun the count. */
async function checkPassword(
  { db, passwords, throttle, secret }: PasswordProofDeps,
  shown: PasswordShown,
  address: string,
): Promise<{ id: string; passwordHash: string | null }> {
  const typed = usernameSchema.safeParse(shown.username);
  const user = typed.success
    ? await db
        .selectFrom('users')
        .select(['id', 'passwordHash', 'disabledAt'])
        .where('username', '=', typed.data)
        .where('kind', '=', 'person')
        .executeTakeFirst()
    : undefined;
  const hash = hashFingerprint(secret, shown.device.fingerprint);
  // Also looked up where there is no such user, so that an unknown name takes as long.
  const isKnown = await isKnownDevice(db, user?.id ?? NIL_ID, hash);
  const attempt = {
    username: typed.success ? typed.data : 'impossible',
    address,
    knownFingerprintHash: isKnown ? hash : undefined,
  };
  await passwords.inSlot(async (verify) => {
    await throttle.check(attempt);
    if (await verify(user?.passwordHash ?? undefined, shown.password))
      return throttle.succeeded(attempt);
    await throttle.failed(attempt);
    throw wrongPassword();
  });
  if (user === undefined) throw new Error('a password matched without a user');
  if (user.disabledAt !== null) throw accountDisabled();
  return user;
}
