import type { Generated, JSONColumnType } from 'kysely';

/** Who did what to whom, when, and from where. Rows are only ever added. */
export interface AuditLogTable {
  id: string;
  at: Generated<Date>;
  /** Null for whoever runs the server. */
  actorId: string | null;
  via: 'session' | 'api-token' | 'operator';
  /** The client's address. */
  address: string | null;
  action: string;
  /** The user to whom it was done. */
  userId: string | null;
  /** The channel, message, session or token that it was done to. */
  targetId: string | null;
  /** What was changed; it may hold names and topics, but no secret and no message. */
  detail: JSONColumnType<Record<string, unknown>> | null;
}
