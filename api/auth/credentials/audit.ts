import { randomUUIDv7 as uuid } from 'node:crypto';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../../db/tables/tables.ts';
import type { Tell } from '../../lib/log-line.ts';
import { byWhom, type Doer } from './credential.ts';

export type AuditAction =
  | 'server.set-up'
  | 'user.created'
  | 'user.updated'
  | 'password.changed'
  | 'password.reset'
  | 'session.revoked'
  | 'token.created'
  | 'token.deleted'
  | 'device-token.reused'
  | 'device-token.deleted'
  | 'device-key.added'
  | 'device-key.updated'
  | 'device-key.deleted'
  | 'device.updated'
  | 'device.deleted'
  | 'channel.updated'
  | 'channel.deleted'
  | 'member.added'
  | 'member.removed'
  | 'message.deleted'
  | 'message.history'
  | 'file.deleted';

/** What a line is about. `detail` may hold names and topics, but no secret and no message. */
export interface AuditSubject {
  userId?: string;
  targetId?: string;
  detail?: Record<string, unknown>;
}

export const auditLineSchema = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  /** A user name; null for whoever runs the server. */
  actor: z.string().nullable(),
  via: z.enum(['session', 'api-token', 'operator']),
  address: z.string().nullable(),
  action: z.string(),
  /** A user name. */
  user: z.string().nullable(),
  targetId: z.uuid().nullable(),
  detail: z.record(z.string(), z.unknown()).nullable(),
});
export type AuditLine = z.output<typeof auditLineSchema>;

/**
 * Notes what the actor does: in the audit table, in the transaction that does it, and in the log, by
 * `tell`. Only here is the table written to, so neither lacks what the other has.
 */
export async function note(
  trx: Kysely<Tables>,
  tell: Tell,
  actor: Doer,
  action: AuditAction,
  { userId, targetId, detail }: AuditSubject = {},
): Promise<void> {
  await trx
    .insertInto('auditLog')
    .values({
      actorId: actor.kind === 'operator' ? null : actor.userId,
      via: actor.kind,
      address: actor.address,
      id: uuid(),
      action,
      userId: userId ?? null,
      targetId: targetId ?? null,
      detail: detail === undefined ? null : JSON.stringify(detail),
    })
    .execute();
  const loggable = detail && { detail: withoutTexts(detail) };
  tell({ action, userId, targetId, ...loggable, ...byWhom(actor) }, 'audit');
}

/** Names, topics and whatever else people write is for the audit table alone. */
function withoutTexts(detail: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(detail).map(([field, value]) => [
      field,
      NO_TEXTS.has(field) ? value : '(not logged)',
    ]),
  );
}

const NO_TEXTS = new Set([
  'role',
  'disabled',
  'archived',
  'scopes',
  'workstations',
  'mustChangePassword',
  'keyId',
  'state',
  'blocked',
]);

/** The newest `limit` lines, oldest first: all, or what a user did and what was done to them. */
export async function listAudit(
  db: Kysely<Tables>,
  { userId, limit }: { userId?: string | undefined; limit: number },
): Promise<AuditLine[]> {
  const rows = await db
    .selectFrom('auditLog as a')
    .leftJoin('users as actor', 'actor.id', 'a.actorId')
    .leftJoin('users as subject', 'subject.id', 'a.userId')
    .select(['a.id', 'a.at', 'a.via', 'a.address', 'a.action', 'a.targetId', 'a.detail'])
    .select(['actor.username as actor', 'subject.username as user'])
    .$if(userId !== undefined, (query) =>
      query.where((eb) =>
        eb.or([eb('a.actorId', '=', userId ?? ''), eb('a.userId', '=', userId ?? '')]),
      ),
    )
    .orderBy('a.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, at: row.at.toISOString() })).reverse();
}
