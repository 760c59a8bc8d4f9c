import { randomUUIDv7 as uuid } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { EndReason } from '../../../db/tables/sessions.ts';
import type { Tables } from '../../../db/tables/tables.ts';
import { ring } from '../../events/bell.ts';
import type { Tell } from '../../lib/log-line.ts';
import { newToken } from '../credentials/tokens.ts';
import { createLucia } from '../lucia.ts';
import { holdLeaseClock, leaseNow, liveSeats, type SeatRow } from './leases.ts';

export interface SeatClaim {
  userId: string;
  deviceId: string;
  /** The key that the device has proved. */
  keyId: string | null;
  /** The hash of the device without a proof. */
  unprovedHash: string;
  /** The client's address where ONE_USER_PER_ADDRESS is on, else null. */
  address: string | null;
  /** May end the user's session on another device. */
  takeover: boolean;
  /** The client's address, for the log. */
  from: string;
}

/** The user's own session on another device, for which a claim without takeover is refused. */
export interface SeatHolder {
  device: { name: string };
  since: string;
  lastHeartbeatAt: string;
  expiresInMs: number;
  otherKey?: true;
}

export type ClaimOutcome =
  | { outcome: 'granted'; token: string; seatId: string }
  | { outcome: 'account-in-use'; holder: SeatHolder; heldBy: HeldBy }
  | { outcome: 'device-in-use'; expiresInMs: number; otherKey?: true; heldBy: HeldBy }
  | { outcome: 'address-in-use'; expiresInMs: number; heldBy: HeldBy };

/** The session for which a claim is refused, for the log. */
export type HeldBy = Record<'userId' | 'sessionId' | 'deviceId', string>;

/**
 * Gives the user the device's seat, or says who has it. Runs in a transaction that has locked the
 * rows of the user and of the device, in this order. Whatever else runs, the UNIQUE constraints on
 * user, device and address hold.
 *
 * - The user's session on this device is replaced, and that on the device of this fingerprint without
 *   a proof. A session that another key holds is one on another device: `otherKey` says so.
 * - If another user has a live session on the device or address, the claim is refused, even with
 *   takeover.
 * - If the user has a session on another device, takeover ends it; without takeover, the claim is
 *   refused.
 */
export async function claimSeat(
  trx: Kysely<Tables>,
  tell: Tell,
  claim: SeatClaim,
  timeoutMs: number,
): Promise<ClaimOutcome> {
  await holdLeaseClock(trx);
  await endSeats(trx, tell, 'heartbeat-missed', 'lapsed');
  const holders = await findHolders(trx, claim);

  const atDevice = holders.find(
    (holder) => holder.deviceId === claim.deviceId && holder.userId !== claim.userId,
  );
  if (atDevice !== undefined) {
    const expiresInMs = Math.ceil(atDevice.remainingMs);
    const heldBy = toHeldBy(atDevice);
    return { outcome: 'device-in-use', expiresInMs, ...otherKey(atDevice, claim), heldBy };
  }
  const atAddress = holders.find(
    (holder) =>
      holder.address !== null && holder.address === claim.address && holder.userId !== claim.userId,
  );
  if (atAddress !== undefined) {
    const expiresInMs = Math.ceil(atAddress.remainingMs);
    return { outcome: 'address-in-use', expiresInMs, heldBy: toHeldBy(atAddress) };
  }
  const seatId = uuid();
  const own = holders.find((holder) => holder.userId === claim.userId);
  if (own !== undefined) {
    const isHere =
      own.fingerprintHash === claim.unprovedHash ||
      (own.deviceId === claim.deviceId && own.keyId === claim.keyId);
    if (!isHere && !claim.takeover) {
      const holder = { ...toHolder(own), ...otherKey(own, claim) };
      return { outcome: 'account-in-use', holder, heldBy: toHeldBy(own) };
    }
    const next = { by: claim.userId, address: claim.from, nextSessionId: seatId };
    const tellNext: Tell = (fields, message) =>
      tell({ ...fields, ...next, nextDeviceId: claim.deviceId }, message);
    await endSeats(trx, tellNext, isHere ? 'replaced' : 'taken-over', { userId: claim.userId });
  }

  const lucia = createLucia({ db: trx, timeoutMs, find: () => Promise.resolve(undefined) });
  const { userId, deviceId, keyId, address } = claim;
  const session = await lucia.createSession(
    userId,
    { seatId, deviceId, keyId, address, status: 'active' },
    { sessionId: newToken('wss_') },
  );
  await ring(trx, 'presence');
  return { outcome: 'granted', token: session.id, seatId };
}

export type WhichSeats =
  | 'lapsed'
  | { seatId: string }
  | { userId: string; butSeatId?: string | undefined }
  | { familyId: string; butSeatId?: string | undefined }
  | { deviceId: string }
  | { keyId: string };

/**
 * Ends seats. At the commit, their tokens stop working, their users are no longer present, and
 * their streams are told to close. Each is told to the log, whoever ends it and why.
 *
 * @returns how many seats ended
 */
export async function endSeats(
  trx: Kysely<Tables>,
  tell: Tell,
  reason: EndReason,
  which: WhichSeats,
): Promise<number> {
  const { rows } = await sql<EndedSeat>`
    with gone as (
      delete from sessions where ${condition(which)}
      returning token_digest, id, user_id, device_id, last_heartbeat_at
    ), noted as (
      insert into ended_sessions (token_digest, session_id, user_id, reason)
      select token_digest, id, user_id, ${reason} from gone
    )
    select id as session_id, user_id, device_id, last_heartbeat_at from gone`.execute(trx);
  if (rows.length > 0) await ring(trx, 'credentials', 'presence');
  for (const { lastHeartbeatAt, ...ids } of rows) {
    const lapsed = reason === 'heartbeat-missed' && { lastHeartbeatAt };
    tell({ ...ids, reason, ...lapsed }, 'session ended');
  }
  return rows.length;
}

interface EndedSeat {
  sessionId: string;
  userId: string;
  deviceId: string;
  lastHeartbeatAt: Date;
}

function condition(which: WhichSeats) {
  if (which === 'lapsed') {
    // Skip rows that another transaction is ending at this moment.
    return sql`token_digest in (
      select token_digest from sessions where expires_at <= ${leaseNow} for update skip locked)`;
  }
  if ('seatId' in which) return sql`id = ${which.seatId}`;
  if ('deviceId' in which) return sql`device_id = ${which.deviceId}`;
  if ('keyId' in which) return sql`key_id = ${which.keyId}`;
  const whose =
    'userId' in which ? sql`user_id = ${which.userId}` : sql`family_id = ${which.familyId}`;
  return which.butSeatId === undefined ? whose : sql`${whose} and id <> ${which.butSeatId}`;
}

async function findHolders(trx: Kysely<Tables>, claim: SeatClaim) {
  return liveSeats(trx)
    .innerJoin('devices', 'devices.id', 'sessions.deviceId')
    .select([
      'devices.name',
      'devices.fingerprintHash',
      'sessions.createdAt',
      'sessions.lastHeartbeatAt',
    ])
    .where((eb) =>
      eb.or([
        eb('sessions.userId', '=', claim.userId),
        eb('sessions.deviceId', '=', claim.deviceId),
        ...(claim.address === null ? [] : [eb('sessions.address', '=', claim.address)]),
      ]),
    )
    .execute();
}

/** Another user of the system, a device that was set up anew, or another machine with its fingerprint. */
function otherKey(holder: SeatRow, { deviceId, keyId }: SeatClaim): { otherKey?: true } {
  return holder.deviceId === deviceId && holder.keyId !== keyId ? { otherKey: true } : {};
}

function toHeldBy({ userId, seatId, deviceId }: SeatRow): HeldBy {
  return { userId, sessionId: seatId, deviceId };
}

function toHolder(holder: {
  name: string;
  createdAt: Date;
  lastHeartbeatAt: Date;
  remainingMs: number;
}): SeatHolder {
  return {
    device: { name: holder.name },
    since: holder.createdAt.toISOString(),
    lastHeartbeatAt: holder.lastHeartbeatAt.toISOString(),
    expiresInMs: Math.ceil(holder.remainingMs),
  };
}
