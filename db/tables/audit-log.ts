import type { Generated, JSONColumnType } from 'kysely';

/** Who did what to whom, when, and from where. Rows are only ever added. */
export interface AuditLogTable {
  id: string;
  at: Generated<Date>;
  /** Null for whoever runs the server. */
  actorId: string | null;
  via: 'session' | 'api-token' | 'operator';
  /** The client's. */
  address: string | null;
  action: string;
  /** Whom it was done to. */
  userId: string | null;
  /** The channel, message, session or token that it was done to. */
  targetId: string | null;
  /** What became of it, as far as that is no secret and nobody's words. */
  detail: JSONColumnType<Record<string, unknown>> | null;
}
