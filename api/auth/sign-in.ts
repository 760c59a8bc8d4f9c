import type { Kysely } from 'kysely';
import { violatedConstraint } from '../../db/errors.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { assertNever } from '../assert-never.ts';
import { NIL_ID } from '../ids.ts';
import { Problem } from '../problem.ts';
import { type User, usernameSchema } from '../users/contract.ts';
import { findPasswordHash, getUser } from '../users/users.ts';
import type { NewDevice, Session, SignIn } from './contract.ts';
import {
  type DeviceTokenRow,
  findDeviceToken,
  revokeFamily,
  rotate,
  startFamily,
} from './device-tokens.ts';
import { hashFingerprint, isKnownDevice, lockDevice, rememberSignIn } from './devices.ts';
import type { Passwords } from './passwords.ts';
import { type ClaimOutcome, claimSeat } from './seats.ts';
import { getSession, type HeartbeatTimes } from './sessions.ts';
import type { Throttle } from './throttle.ts';

export interface SignInDeps {
  db: Kysely<Tables>;
  passwords: Passwords;
  throttle: Throttle;
  secret: string;
  heartbeat: HeartbeatTimes;
  oneUserPerAddress: boolean;
}

export interface Granted {
  token: string;
  session: Session;
  user: User;
  deviceToken: string | undefined;
}

/**
 * Signs a user in on a device, by password or by device token, and so claims the seat.
 *
 * @throws Problem `invalid-credentials`, `too-many-requests`, `forbidden` (disabled),
 *   `account-in-use`, `device-in-use`, `address-in-use`
 */
export async function signIn(deps: SignInDeps, request: SignIn, address: string): Promise<Granted> {
  if ('deviceToken' in request) return signInByDeviceToken(deps, request, address);
  const user = await checkPassword(deps, request, address);
  const seat = { userId: user.id, address, takeover: request.takeover };
  return claim(deps, seat, request.device, async (trx, deviceId) => {
    // Changed since it was compared, and so not right any more.
    if ((await findPasswordHash(trx, user.id)) !== user.passwordHash) throw wrongPassword();
    return request.remember ? startFamily(trx, user.id, deviceId) : undefined;
  });
}

/** Throttles, then compares: both in one slot, so that a burst of guesses cannot outrun the count. */
async function checkPassword(
  { db, passwords, throttle, secret }: SignInDeps,
  request: { username: string; password: string; device: NewDevice },
  address: string,
): Promise<{ id: string; passwordHash: string }> {
  const typed = usernameSchema.safeParse(request.username);
  const user = typed.success
    ? await db
        .selectFrom('users')
        .select(['id', 'passwordHash', 'disabledAt'])
        .where('username', '=', typed.data)
        .executeTakeFirst()
    : undefined;
  const hash = hashFingerprint(secret, request.device.fingerprint);
  // Asked for nobody too, so that an unknown name takes as long.
  const isKnown = await isKnownDevice(db, user?.id ?? NIL_ID, hash);
  const attempt = {
    username: typed.success ? typed.data : 'impossible',
    address,
    knownFingerprintHash: isKnown ? hash : undefined,
  };
  await passwords.inSlot(async (verify) => {
    await throttle.check(attempt);
    if (await verify(user?.passwordHash, request.password)) return throttle.succeeded(attempt);
    await throttle.failed(attempt);
    throw wrongPassword();
  });
  if (user === undefined) throw new Error('a password matched without a user');
  if (user.disabledAt !== null) throw accountDisabled();
  return user;
}

async function signInByDeviceToken(
  deps: SignInDeps,
  request: { deviceToken: string; device: NewDevice },
  address: string,
): Promise<Granted> {
  const shown = await findDeviceToken(deps.db, request.deviceToken);
  if (shown === undefined || !(await isBoundTo(deps, shown, request.device))) throw deadToken();
  const seat = { userId: shown.userId, address, takeover: false };
  return claim(deps, seat, request.device, async (trx) => {
    // Read again under the lock of the user's row: of two who show it at once, one is too late.
    const row = await findDeviceToken(trx, request.deviceToken);
    if (row === undefined) throw deadToken();
    if (row.isSpent) throw new SpentToken(row.familyId);
    return rotate(trx, row);
  }).catch(async (error: unknown) => {
    if (!(error instanceof SpentToken)) throw error;
    await revokeFamily(deps.db, error.familyId);
    throw deadToken();
  });
}

async function isBoundTo(
  { db, secret }: SignInDeps,
  token: DeviceTokenRow,
  device: NewDevice,
): Promise<boolean> {
  const bound = await db
    .selectFrom('devices')
    .select('id')
    .where('id', '=', token.deviceId)
    .where('fingerprintHash', '=', hashFingerprint(secret, device.fingerprint))
    .executeTakeFirst();
  return bound !== undefined;
}

class SpentToken extends Error {
  readonly familyId: string;
  constructor(familyId: string) {
    super('the device token was spent before');
    this.familyId = familyId;
  }
}

/** The transaction of a claim. `remember` runs before the claim and makes the next device token. */
async function claim(
  deps: SignInDeps,
  seat: { userId: string; address: string; takeover: boolean },
  device: NewDevice,
  remember: (trx: Kysely<Tables>, deviceId: string) => Promise<string | undefined>,
): Promise<Granted> {
  const hash = hashFingerprint(deps.secret, device.fingerprint);
  const attempt = () =>
    deps.db.transaction().execute(async (trx) => {
      await lockUser(trx, seat.userId);
      const { id: deviceId } = await lockDevice(trx, hash, device);
      const deviceToken = await remember(trx, deviceId);
      const address = deps.oneUserPerAddress ? seat.address : null;
      const outcome = await claimSeat(
        trx,
        { ...seat, deviceId, address },
        deps.heartbeat.timeoutMs,
      );
      const { token, seatId } = requireGranted(outcome);
      await rememberSignIn(trx, seat.userId, deviceId);
      // Read here: at the commit the next one may be waiting to replace it.
      const session = await getSession(trx, deps.heartbeat, seatId);
      return { token, session, user: await getUser(trx, seat.userId), deviceToken };
    });
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      // Two users at one address lock nothing in common: the constraint decides, and the second
      // one looks again and finds the first.
      const isRace = violatedConstraint(error)?.startsWith('sessions_one_per_') ?? false;
      if (!isRace || tries === 5) throw error;
    }
  }
}

async function lockUser(trx: Kysely<Tables>, userId: string): Promise<void> {
  const user = await trx
    .selectFrom('users')
    .select('disabledAt')
    .where('id', '=', userId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (user === undefined) throw deadToken();
  if (user.disabledAt !== null) throw accountDisabled();
}

function requireGranted(outcome: ClaimOutcome) {
  switch (outcome.outcome) {
    case 'granted':
      return outcome;
    case 'account-in-use':
      throw new Problem(
        'account-in-use',
        `You are connected on "${outcome.holder.device.name}". Log out there, or sign in with your password and takeover: true to end that session.`,
        { ...outcome.holder },
      );
    case 'device-in-use':
      throw new Problem(
        'device-in-use',
        'Another account is connected on this device. Log it out, or wait until its session runs out.',
        { expiresInMs: outcome.expiresInMs },
      );
    case 'address-in-use':
      throw new Problem(
        'address-in-use',
        'Another account is connected from this address. Log it out, or wait until its session runs out.',
        { expiresInMs: outcome.expiresInMs },
      );
    default:
      return assertNever(outcome);
  }
}

function invalidCredentials(detail: string): Problem {
  return new Problem('invalid-credentials', detail);
}

function wrongPassword(): Problem {
  return invalidCredentials('Check the user name and the password.');
}

function deadToken(): Problem {
  return invalidCredentials('The device token does not work here. Sign in with the password.');
}

function accountDisabled(): Problem {
  return new Problem('forbidden', 'The account is disabled. Ask an administrator to enable it.');
}
