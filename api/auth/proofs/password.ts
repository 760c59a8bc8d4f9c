import type { Kysely } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import { Problem } from '../../http/problem.ts';
import { usernameSchema } from '../../users/contract.ts';
import { findPasswordHash } from '../accounts.ts';
import { startFamily } from './device-tokens.ts';
import { usersOf } from './known-places.ts';
import type { Lane, Passwords } from './passwords.ts';
import { accountDisabled, type Proof, wrongPassword } from './proof.ts';
import type { ShownDevice } from './shown-device.ts';
import { type Attempt, signInAttempt, type Throttle } from './throttle.ts';

export interface PasswordProofDeps {
  db: Kysely<Tables>;
  passwords: Passwords;
  throttle: Throttle;
}

export interface PasswordShown {
  username: string;
  password: string;
  device: ShownDevice;
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
    async confirm(trx, place) {
      // The password may have been changed since it was compared.
      const now = await findPasswordHash(trx, user.id);
      if (now === undefined || now !== user.passwordHash) throw wrongPassword();
      return shown.remember ? startFamily(trx, user.id, place) : undefined;
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
  shown: { passwordHash: string | undefined; password: string; lane: Lane },
): Promise<boolean> {
  await throttle.check(attempt);
  return passwords.inSlot(async (compare) => {
    await throttle.check(attempt);
    const matches = await compare(shown.passwordHash, shown.password);
    await (matches ? throttle.succeeded(attempt) : throttle.failed(attempt));
    return matches;
  }, shown.lane);
}

async function checkPassword(
  { db, passwords, throttle }: PasswordProofDeps,
  shown: PasswordShown,
  network: string,
): Promise<Account> {
  const typed = usernameSchema.safeParse(shown.username);
  const { device } = shown;
  const user = await findAccount(db, typed.data, device);
  const isKnown = user?.isKnownDevice === true;
  const known: Lane = device.publicKey === undefined ? 'familiar' : 'proved';
  const lane = isKnown ? known : 'stranger';
  // Nobody has the name that stands for all impossible ones.
  const attempt = signInAttempt(typed.data ?? '?', network, isKnown ? device.place : undefined);
  try {
    const compared = { passwordHash: user?.passwordHash ?? undefined, password: shown.password };
    if (!(await isRight({ passwords, throttle }, attempt, { ...compared, lane }))) {
      throw wrongPassword();
    }
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
  device: ShownDevice,
): Promise<Account | undefined> {
  return db
    .selectFrom('users as u')
    .select(['u.id', 'u.passwordHash', 'u.disabledAt'])
    .select((eb) =>
      eb
        .selectFrom('devices as d')
        .select('d.id')
        .where('d.fingerprintHash', '=', device.hash)
        .as('deviceId'),
    )
    .select((eb) => eb('u.id', 'in', usersOf(db, device)).$castTo<boolean>().as('isKnownDevice'))
    .where('u.username', '=', username ?? '?')
    .where('u.kind', '=', 'person')
    .executeTakeFirst();
}
