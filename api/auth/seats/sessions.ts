import { type Kysely, sql } from 'kysely';
import type { EndReason } from '../../../db/tables/sessions.ts';
import type { Tables } from '../../../db/tables/tables.ts';
import type { Session } from '../contract.ts';
import { leaseNow } from './leases.ts';

export interface HeartbeatTimes {
  intervalMs: number;
  timeoutMs: number;
}

/** The live sessions, oldest first; the one of `seatId` where it is given. */
export async function listSessions(
  db: Kysely<Tables>,
  heartbeat: HeartbeatTimes,
  seatId?: string,
): Promise<Session[]> {
  const rows = await db
    .selectFrom('sessions')
    .innerJoin('devices', 'devices.id', 'sessions.deviceId')
    .innerJoin('users', 'users.id', 'sessions.userId')
    .select(['users.mustChangePassword'])
    .select([
      'sessions.id',
      'sessions.userId',
      'sessions.deviceId',
      'sessions.createdAt',
      'sessions.lastHeartbeatAt',
      'devices.name',
      'devices.platform',
    ])
    .where('sessions.expiresAt', '>', leaseNow)
    .$if(seatId !== undefined, (query) => query.where('sessions.id', '=', seatId ?? ''))
    .orderBy('sessions.createdAt')
    .execute();
  return rows.map(({ id, userId, deviceId, name, platform, ...row }) => ({
    id,
    userId,
    device: { id: deviceId, name, platform },
    createdAt: row.createdAt.toISOString(),
    lastHeartbeatAt: row.lastHeartbeatAt.toISOString(),
    heartbeat,
    ...(row.mustChangePassword && { mustChangePassword: true }),
  }));
}

/** For a transaction that has just claimed the seat. @throws Error where the session is not live */
export async function getSession(
  db: Kysely<Tables>,
  heartbeat: HeartbeatTimes,
  seatId: string,
): Promise<Session> {
  const [session] = await listSessions(db, heartbeat, seatId);
  if (session === undefined) throw new Error('the session is not live');
  return session;
}

export interface End {
  userId: string;
  sessionId: string;
  reason: EndReason;
}

/** Why the token's session is over: from the moment its lease ran out, and for a week. */
export async function findEnd(db: Kysely<Tables>, tokenDigest: string): Promise<End | undefined> {
  return db
    .selectFrom('endedSessions')
    .select(['userId', 'sessionId', 'reason'])
    .where('tokenDigest', '=', tokenDigest)
    .unionAll(
      // Lapsed, and not swept yet.
      db
        .selectFrom('sessions')
        .select(['userId', 'id as sessionId'])
        .select(sql<EndReason>`'heartbeat-missed'`.as('reason'))
        .where('tokenDigest', '=', tokenDigest)
        .where('expiresAt', '<=', leaseNow),
    )
    .executeTakeFirst();
}
