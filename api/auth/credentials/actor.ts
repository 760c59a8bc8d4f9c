import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import { Problem } from '../../http/problem.ts';
import type { Tell } from '../../lib/log-line.ts';
import { loggedTransaction } from '../logged-transaction.ts';
import { leaseNow } from '../seats/leases.ts';
import { type AuditAction, type AuditSubject, note } from './audit.ts';
import { type Actor, byWhom, type UserActor } from './credential.ts';
import { explainDeadToken } from './dead-token.ts';

/** The actor, as read in the transaction. */
export interface Acting {
  role: 'admin' | 'member';
  /** Logs a line that says who the actor is. */
  tell: Tell;
  /** Writes a line of the audit log, and logs it. */
  note(action: AuditAction, subject?: AuditSubject): Promise<void>;
}

export interface Demands {
  /** Only an administrator may. */
  role?: 'admin';
  /** Not by an API token, which lies in scripts and outlives its maker's presence. */
  session?: true;
  /** Users whose rows or credentials the change writes. */
  users?: readonly string[];
  /** The change may decide who is an administrator: all enabled administrators are locked. */
  admins?: boolean;
}

/**
 * Makes a change in a transaction of its own. The actor's credential works and the role is as
 * demanded until the commit: a transaction that ends the credential or takes the role away waits
 * for this one, or has committed before it, and then the change is refused.
 *
 * Rows are locked in one order, which prevents deadlocks: users by id, the credential, and then the
 * rows that `work` locks, the event log last.
 *
 * @throws Problem `not-authenticated` where the credential has ended, `forbidden`
 */
export async function act<Out>(
  db: Kysely<Tables>,
  actor: Actor,
  demands: Demands,
  work: (trx: Kysely<Tables>, acting: Acting) => Promise<Out>,
): Promise<Out> {
  if (demands.session && actor.kind === 'api-token') throw needsSession();
  return loggedTransaction(db, actor.log, async (trx, tell) => {
    if (demands.users !== undefined || demands.admins) await lockUsers(trx, actor, demands);
    const role = actor.kind === 'operator' ? 'admin' : await holdCredential(trx, actor);
    if (demands.role === 'admin' && role !== 'admin') throw notAnAdmin();
    return work(trx, {
      role,
      tell: (fields, message) => tell({ ...fields, ...byWhom(actor) }, message),
      note: (action, subject) => note(trx, tell, actor, action, subject),
    });
  });
}

export function needsSession(): Problem {
  return new Problem('forbidden', 'This needs a session; an API token cannot do it.');
}

export function notAnAdmin(): Problem {
  return new Problem('forbidden', 'Only an administrator can do this.');
}

async function lockUsers(
  trx: Kysely<Tables>,
  actor: Actor,
  { users = [], admins = false }: Demands,
): Promise<void> {
  const ids = actor.kind === 'operator' ? users : [actor.userId, ...users];
  await trx
    .selectFrom('users')
    .select('id')
    .where((eb) =>
      eb.or([
        eb('id', '=', sql<string>`any(${ids}::uuid[])`),
        ...(admins ? [eb.and([eb('role', '=', 'admin'), eb('disabledAt', 'is', null)])] : []),
      ]),
    )
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
}

/** Locks the user and the credential against changes. @throws Problem `not-authenticated` */
async function holdCredential(
  trx: Kysely<Tables>,
  { userId, kind, tokenDigest }: UserActor,
): Promise<Acting['role']> {
  const user = trx
    .selectFrom('users as u')
    .select('u.role')
    .where('u.id', '=', userId)
    .where('u.disabledAt', 'is', null)
    .forShare('u');
  const held =
    kind === 'session'
      ? user
          .innerJoin('sessions as s', 's.userId', 'u.id')
          .where('s.tokenDigest', '=', tokenDigest)
          .where('s.expiresAt', '>', leaseNow)
          .forKeyShare('s')
      : user
          .innerJoin('apiTokens as t', 't.userId', 'u.id')
          .where('t.digest', '=', tokenDigest)
          .where((eb) =>
            eb.or([
              eb('t.expiresAt', 'is', null),
              eb('t.expiresAt', '>', sql<Date>`clock_timestamp()`),
            ]),
          )
          .forKeyShare('t');
  const row = await held.executeTakeFirst();
  if (row === undefined) throw await explainDeadToken(trx, tokenDigest);
  return row.role;
}
