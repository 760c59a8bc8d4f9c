import type { Kysely } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import { Problem } from '../../http/problem.ts';
import { usernameSchema } from '../../users/contract.ts';
import { findPasswordHash } from '../accounts.ts';
import type { NewDevice } from '../contract.ts';
import { startFamily } from './device-tokens.ts';
import { hashFingerprint } from './devices.ts';
import type { Passwords } from './passwords.ts';
import { accountDisabled, type Proof, wrongPassword } from './proof.ts';
import { type Attempt, signInAttempt, type Throttle } from './throttle.ts';

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
  network: string,
): Promise<Proof> {
  const user = await checkPassword(deps, shown, network);
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

/**
 * Compares a password, if the counters let it. They are asked before the comparison queues for a
 * slot, so that whoever is refused anyway takes no place in the queue; and again in the slot, so
 * that a burst cannot outrun the count.
 *
 * @throws Problem `too-many-requests`
 */
export async function isRight(
  { passwords, throttle }: Pick<PasswordProofDeps, 'passwords' | 'throttle'>,
  attempt: Attempt,
  shown: { passwordHash: string | undefined; password: string; isStranger: boolean },
): Promise<boolean> {
  await throttle.check(attempt);
  return passwords.inSlot(async (compare) => {
    await throttle.check(attempt);
    const matches = await compare(shown.passwordHash, shown.password);
    await (matches ? throttle.succeeded(attempt) : throttle.failed(attempt));
    return matches;
  }, shown.isStranger);
}

async function checkPassword(
  { db, passwords, throttle, secret }: PasswordProofDeps,
  shown: PasswordShown,
  network: string,
): Promise<Account> {
  const typed = usernameSchema.safeParse(shown.username);
  const hash = hashFingerprint(secret, shown.device.fingerprint);
  const user = await findAccount(db, typed.data, hash);
  const isKnown = user?.isKnownDevice === true;
  // Nobody has the name that stands for all impossible ones.
  const attempt = signInAttempt(typed.data ?? '?', network, isKnown ? hash : undefined);
  try {
    const compared = { passwordHash: user?.passwordHash ?? undefined, password: shown.password };
    const isStranger = !isKnown;
    if (!(await isRight({ passwords, throttle }, attempt, { ...compared, isStranger })))
      throw wrongPassword();
    if (user === undefined) throw new Error('a password matched without a user');
    if (user.disabledAt !== null) throw accountDisabled();
    return user;
  } catch (error) {
    if (error instanceof Problem && user !== undefined) {
      error.telling({ userId: user.id, deviceId: user.deviceId ?? undefined });
    }
    throw error;
  }
}

interface Account {
  id: string;
  passwordHash: string | null;
  disabledAt: Date | null;
  isKnownDevice: boolean;
  /** Of the device where anybody has signed in on it before. */
  deviceId: string | null;
}

/** One statement, so that an unknown name takes as long as a known one. */
async function findAccount(
  db: Kysely<Tables>,
  username: string | undefined,
  fingerprintHash: string,
): Promise<Account | undefined> {
  return db
    .selectFrom('users as u')
    .select(['u.id', 'u.passwordHash', 'u.disabledAt'])
    .select((eb) =>
      eb
        .selectFrom('devices as d')
        .select('d.id')
        .where('d.fingerprintHash', '=', fingerprintHash)
        .as('deviceId'),
    )
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('userDevices as used')
            .innerJoin('devices as d', 'd.id', 'used.deviceId')
            .whereRef('used.userId', '=', 'u.id')
            .where('d.fingerprintHash', '=', fingerprintHash),
        )
        .$castTo<boolean>()
        .as('isKnownDevice'),
    )
    .where('u.username', '=', username ?? '?')
    .where('u.kind', '=', 'person')
    .executeTakeFirst();
}
