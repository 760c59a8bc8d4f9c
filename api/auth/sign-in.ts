import type { Kysely } from 'kysely';
import { violatedConstraint } from '../../db/errors.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { networkOf } from '../http/client-address.ts';
import { Problem } from '../http/problem.ts';
import { assertNever } from '../lib/assert-never.ts';
import type { InTurn } from '../lib/in-turn.ts';
import type { Log, Tell } from '../lib/log-line.ts';
import type { User } from '../users/contract.ts';
import { getUser } from './accounts.ts';
import type { Session, SignIn } from './contract.ts';
import { operator } from './credentials/credential.ts';
import { endStolenFamily } from './credentials/families.ts';
import { loggedTransaction } from './logged-transaction.ts';
import type { Brake } from './proofs/brake.ts';
import { enrolKey, holdKey } from './proofs/device-keys.ts';
import { SpentToken } from './proofs/device-token.ts';
import { revokeFamily } from './proofs/device-tokens.ts';
import { lockDevice, rememberSignIn } from './proofs/devices.ts';
import { accountDisabled, deadDeviceToken, type Proof } from './proofs/proof.ts';
import { type ProofDeps, prove } from './proofs/prove.ts';
import { type DeviceRules, type ShownDevice, showDevice } from './proofs/shown-device.ts';
import { type AddressRule, seatAddress } from './seats/seat-address.ts';
import { type ClaimOutcome, claimSeat } from './seats/seats.ts';
import { getSession, type HeartbeatTimes } from './seats/sessions.ts';

export interface SignInDeps extends ProofDeps, DeviceRules {
  brake: Brake;
  inTurn: InTurn;
  enrolment: 'open' | 'approve';
  heartbeat: HeartbeatTimes;
  oneUserPerAddress: AddressRule;
}

export interface Granted {
  token: string;
  session: Session;
  user: User;
  deviceToken: string | undefined;
  /** The device has proved another key than before. */
  isNewKey: boolean;
}

/**
 * Signs a user in on a device, by password or by device token, and so claims the seat.
 *
 * @throws Problem `invalid-credentials`, `too-many-requests`, `forbidden` (disabled),
 *   `ipv4-only`, `device-waiting`, `device-blocked`, `account-in-use`, `device-in-use`, `address-in-use`,
 *   `invalid-request` (the device's proof), `service-unavailable` (too many at once)
 */
export async function signIn(
  deps: SignInDeps,
  request: SignIn,
  address: string,
  log: Log,
): Promise<Granted> {
  try {
    const seat = seatAddress(deps.oneUserPerAddress, address);
    const device = showDevice(deps, request.device, Date.now());
    const shown = { ...request, device };
    const proof = await deps.brake(() => prove(deps, shown, networkOf(address)));
    const { userId } = proof;
    const enrolling = { device, userId, address, enrolment: deps.enrolment };
    await tellingOf(userId, () => enrolKey(deps.db, log, enrolling));
    const claimed = { proof, device, address, seat };
    // One at a time: those of one user wait for each other's locks, and everybody for their connections.
    const takeSeat = () => deps.inTurn(userId, () => claimInTurn(deps, claimed, log));
    return await tellingOf(userId, takeSeat);
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
      // Two users at one address lock no common row: the constraint refuses the second one, who
      // tries again and finds the first one's session.
      const isRace = violatedConstraint(error)?.startsWith('sessions_one_per_') ?? false;
      if (!isRace || tries === 5) throw error;
    }
  }
}

/** Whose sign-in a refusal was of, for the log. */
async function tellingOf<Out>(userId: string, work: () => Promise<Out>): Promise<Out> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Problem ? error.telling({ userId }) : error;
  }
}

interface Claimed {
  proof: Proof;
  device: ShownDevice;
  address: string;
  /** What is counted as the address of the seat; null where none is. */
  seat: string | null;
}

async function claim(
  { heartbeat }: SignInDeps,
  trx: Kysely<Tables>,
  tell: Tell,
  { proof, device, address, seat }: Claimed,
): Promise<Granted> {
  const { userId, takeover } = proof;
  await lockUser(trx, userId);
  const { id: deviceId, isNew } = await lockDevice(trx, device);
  const key = await holdKey(trx, deviceId, device.publicKey);
  const keyId = key?.id ?? null;
  const issued = await proof.confirm(trx, { deviceId, keyId });
  const { unprovedHash } = device;
  const wanted = { userId, takeover, deviceId, keyId, unprovedHash, address: seat, from: address };
  const { token, seatId } = requireGranted(
    await claimSeat(trx, tell, wanted, heartbeat.timeoutMs),
    isNew ? undefined : deviceId,
  );
  await rememberSignIn(trx, userId, deviceId, keyId);
  if (issued !== undefined) await joinFamily(trx, seatId, issued.familyId);
  // Read before the commit, right after which another sign-in may replace the session.
  const session = await getSession(trx, heartbeat, seatId);
  const user = await getUser(trx, userId);
  return { token, session, user, deviceToken: issued?.token, isNewKey: key?.isNew === true };
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
        `You are connected on "${outcome.holder.device.name}"${outcome.holder.otherKey ? ANOTHER : ''}. Log out there, or sign in with your password and takeover: true to end that session.`,
        { ...outcome.holder },
      );
    case 'device-in-use': {
      const { expiresInMs, otherKey } = outcome;
      return new Problem(
        'device-in-use',
        `Another account is connected on this device${otherKey ? ANOTHER : ''}. Log it out, or wait until its session runs out.`,
        { expiresInMs, ...(otherKey && { otherKey }) },
      );
    }
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

const ANOTHER =
  ', by another key: by another user of its system, before it was set up anew, or on another machine with the same fingerprint';
