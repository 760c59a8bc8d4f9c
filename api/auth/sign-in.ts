import type { Kysely } from 'kysely';
import { violatedConstraint } from '../../db/errors.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { networkOf } from '../http/client-address.ts';
import { Problem } from '../http/problem.ts';
import { assertNever } from '../lib/assert-never.ts';
import type { Log, Tell } from '../lib/log-line.ts';
import type { User } from '../users/contract.ts';
import { getUser } from './accounts.ts';
import type { NewDevice, Session, SignIn } from './contract.ts';
import { operator } from './credentials/credential.ts';
import { endStolenFamily } from './credentials/families.ts';
import { loggedTransaction } from './logged-transaction.ts';
import type { Admission, Familiar } from './proofs/admission.ts';
import { proveByDeviceToken, SpentToken } from './proofs/device-token.ts';
import { revokeFamily } from './proofs/device-tokens.ts';
import { hashFingerprint, lockDevice, rememberSignIn } from './proofs/devices.ts';
import { type PasswordProofDeps, proveByPassword } from './proofs/password.ts';
import { accountDisabled, deadDeviceToken, type Proof } from './proofs/proof.ts';
import { type ClaimOutcome, claimSeat } from './seats/seats.ts';
import { getSession, type HeartbeatTimes } from './seats/sessions.ts';

export interface SignInDeps extends PasswordProofDeps {
  /** Those who show a device token, or are familiar, do not wait behind strangers. */
  admission: { ofStrangers: Admission; ofFamiliar: Admission; byDeviceToken: Admission };
  familiar: Familiar;
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
 *   `account-in-use`, `device-in-use`, `address-in-use`, `service-unavailable` (too many at once)
 */
export async function signIn(
  deps: SignInDeps,
  request: SignIn,
  address: string,
  log: Log,
): Promise<Granted> {
  try {
    const proof = await prove(deps, request, networkOf(address));
    return await claimInTurn(deps, { proof, device: request.device, address }, log);
  } catch (error) {
    if (!(error instanceof SpentToken)) throw error;
    const { row, isOvertaken } = error;
    await (isOvertaken
      ? revokeFamily(deps.db, row.familyId)
      : endStolenFamily(deps.db, operator(log, address), row));
    const { userId, deviceId } = row;
    throw deadDeviceToken(isOvertaken ? 'overtaken' : 'spent').telling({ userId, deviceId });
  }
}

async function claimInTurn(deps: SignInDeps, claimed: Claimed, log: Log): Promise<Granted> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await loggedTransaction(deps.db, log, (trx, tell) => claim(deps, trx, tell, claimed));
    } catch (error) {
      if (error instanceof Problem) error.telling({ userId: claimed.proof.userId });
      // Two users at one address lock no common row: the constraint refuses the second one, who
      // tries again and finds the first one's session.
      const isRace = violatedConstraint(error)?.startsWith('sessions_one_per_') ?? false;
      if (!isRace || tries === 5) throw error;
    }
  }
}

function prove(deps: SignInDeps, request: SignIn, network: string): Promise<Proof> {
  const { ofStrangers, ofFamiliar, byDeviceToken } = deps.admission;
  const from = { name: network, isRefused: deps.throttle.refuses(network) };
  if ('deviceToken' in request) {
    return byDeviceToken.admit({ ...from, isRefused: false }, request.deviceToken, () =>
      proveByDeviceToken(deps, request),
    );
  }
  const account = request.username.toLowerCase();
  const place = `${account} ${hashFingerprint(deps.secret, request.device.fingerprint)}`;
  const isFamiliar = deps.familiar.has(place);
  return (isFamiliar ? ofFamiliar : ofStrangers).admit(
    isFamiliar ? { ...from, isRefused: false } : from,
    isFamiliar ? place : account,
    async () => {
      const proof = await proveByPassword(deps, request, network);
      deps.familiar.set(place, true);
      return proof;
    },
  );
}

interface Claimed {
  proof: Proof;
  device: NewDevice;
  address: string;
}

async function claim(
  { secret, heartbeat, oneUserPerAddress }: SignInDeps,
  trx: Kysely<Tables>,
  tell: Tell,
  { proof, device, address }: Claimed,
): Promise<Granted> {
  const { userId, takeover } = proof;
  await lockUser(trx, userId);
  const hash = hashFingerprint(secret, device.fingerprint);
  const { id: deviceId, isNew } = await lockDevice(trx, hash, device);
  const issued = await proof.confirm(trx, deviceId);
  const counted = oneUserPerAddress ? address : null;
  const wanted = { userId, takeover, deviceId, address: counted, from: address };
  const { token, seatId } = requireGranted(
    await claimSeat(trx, tell, wanted, heartbeat.timeoutMs),
    isNew ? undefined : deviceId,
  );
  await rememberSignIn(trx, userId, deviceId);
  if (issued !== undefined) await joinFamily(trx, seatId, issued.familyId);
  // Read before the commit, right after which another sign-in may replace the session.
  const session = await getSession(trx, heartbeat, seatId);
  return { token, session, user: await getUser(trx, userId), deviceToken: issued?.token };
}

/** What the session does is ended with its device token. */
async function joinFamily(trx: Kysely<Tables>, seatId: string, familyId: string): Promise<void> {
  await trx.updateTable('sessions').set({ familyId }).where('id', '=', seatId).execute();
}

async function lockUser(trx: Kysely<Tables>, userId: string): Promise<void> {
  const user = await trx
    .selectFrom('users')
    .select('disabledAt')
    .where('id', '=', userId)
    .where('kind', '=', 'person')
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (user === undefined) throw deadDeviceToken('dead');
  if (user.disabledAt !== null) throw accountDisabled();
}

/** @param deviceId of the device that is known, whatever comes of the claim */
function requireGranted(outcome: ClaimOutcome, deviceId: string | undefined) {
  if (outcome.outcome === 'granted') return outcome;
  throw refusalOf(outcome).telling({ deviceId, heldBy: outcome.heldBy });
}

function refusalOf(outcome: Exclude<ClaimOutcome, { outcome: 'granted' }>): Problem {
  switch (outcome.outcome) {
    case 'account-in-use':
      return new Problem(
        'account-in-use',
        `You are connected on "${outcome.holder.device.name}". Log out there, or sign in with your password and takeover: true to end that session.`,
        { ...outcome.holder },
      );
    case 'device-in-use':
      return new Problem(
        'device-in-use',
        'Another account is connected on this device. Log it out, or wait until its session runs out.',
        { expiresInMs: outcome.expiresInMs },
      );
    case 'address-in-use':
      return new Problem(
        'address-in-use',
        'Another account is connected from this address. Log it out, or wait until its session runs out.',
        { expiresInMs: outcome.expiresInMs },
      );
    default:
      return assertNever(outcome);
  }
}
