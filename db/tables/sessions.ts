import type { Generated } from 'kysely';

/** The seats. `userId`, `deviceId` and, where it is set, `address` are each unique. */
export interface SessionsTable {
  /** SHA-256 of the token, hex. */
  tokenDigest: string;
  id: string;
  userId: string;
  deviceId: string;
  /** The key that its device proved. */
  keyId: Generated<string | null>;
  /** The client's address where ONE_USER_PER_ADDRESS is on, else null. */
  address: string | null;
  /** The family of the device token that opened it, or that it was given. */
  familyId: string | null;
  status: Generated<'active' | 'away'>;
  createdAt: Generated<Date>;
  lastHeartbeatAt: Generated<Date>;
  /** End of the lease, on the clock of `lease_now()`. */
  expiresAt: Date;
}

export type EndReason =
  | 'logged-out'
  | 'left'
  | 'taken-over'
  | 'replaced'
  | 'heartbeat-missed'
  | 'disabled'
  | 'revoked';

/** Why a token no longer works; kept for a week. */
export interface EndedSessionsTable {
  tokenDigest: string;
  sessionId: string;
  userId: string;
  reason: EndReason;
  endedAt: Generated<Date>;
}
