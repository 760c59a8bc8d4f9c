import type { Context, MiddlewareHandler } from 'hono';
import { type Kysely, sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import { prepared } from '../../../db/prepared.ts';
import type { Tables } from '../../../db/tables/tables.ts';
import type { AppEnv } from '../../http/env.ts';
import { Problem } from '../../http/problem.ts';
import { logOf, originOf } from '../../http/request.ts';
import { batch } from '../../lib/batch.ts';
import type { Scope, Session } from '../contract.ts';
import { createLucia, isOwnOrigin } from '../lucia.ts';
import type { Heartbeats } from '../seats/heartbeats.ts';
import { liveSeats } from '../seats/leases.ts';
import { type HeartbeatTimes, listSessions } from '../seats/sessions.ts';
import { readSessionCookie } from '../session-cookie.ts';
import { needsSession, notAnAdmin } from './actor.ts';
import { findApiTokenHolders } from './api-tokens.ts';
import type { ApiTokenCredential, Credential, SessionCredential, UserActor } from './credential.ts';
import { explainDeadToken, notAuthenticated } from './dead-token.ts';
import { digest } from './tokens.ts';

const MOST_LOOKUPS_AT_ONCE = 500;
const MOST_RECALLED = 10_000;

export interface Authenticator {
  /** Finds the token's credential. The call counts as a heartbeat of its session. */
  find(token: string): Promise<Credential | undefined>;
  /**
   * The same, but may answer with a credential that was found a moment ago, which saves a trip to
   * the database. Only for a request whose own statement asks whether the credential still works.
   */
  recall(token: string): Promise<Credential | undefined>;
  /** Some credentials have ended: forgets all that `recall` could answer with. */
  forget(): void;
  db: Kysely<Tables>;
}

/**
 * Every request asks the database whether its credential still works, so that a log-out takes
 * effect at once on all nodes. Requests that ask at the same time share a query.
 */
export function createAuthenticator(
  db: Kysely<Tables>,
  timeoutMs: number,
  heartbeats: Heartbeats,
): Authenticator {
  const findSeat = byDigest((digests) =>
    liveSeats(db)
      .modifyFront(prepared)
      .where('sessions.tokenDigest', '=', sql<string>`any(${digests}::text[])`)
      .execute(),
  );
  const findHolder = byDigest((digests) => findApiTokenHolders(db, digests));
  const lucia = createLucia({ db, timeoutMs, find: findSeat });

  async function findApiToken(token: string): Promise<ApiTokenCredential | undefined> {
    const holder = await findHolder(digest(token));
    return holder && { ...holder, kind: 'api-token', id: holder.tokenId };
  }

  async function findSession(token: string): Promise<SessionCredential | undefined> {
    const { session, user } = await lucia.validateSession(token);
    if (session === null) return undefined;
    const tokenDigest = digest(token);
    // Lucia has just renewed the lease of a session that is `fresh`.
    if (!session.fresh) heartbeats.touch(tokenDigest);
    return {
      kind: 'session',
      id: session.seatId,
      deviceId: session.deviceId,
      keyId: session.keyId,
      status: session.status,
      userId: user.id,
      username: user.username,
      role: user.role,
      tokenDigest,
    };
  }

  const found = createRecalled(timeoutMs);
  async function find(token: string): Promise<Credential | undefined> {
    const credential = await (token.startsWith('wsk_') ? findApiToken(token) : findSession(token));
    if (credential !== undefined) found.set(credential.tokenDigest, credential);
    return credential;
  }

  return {
    find,
    async recall(token) {
      const credential = found.get(digest(token));
      if (credential === undefined) return find(token);
      if (credential.kind === 'session') heartbeats.touch(credential.tokenDigest);
      return credential;
    },
    forget: () => found.clear(),
    db,
  };
}

/** Looks up one row by its token's digest; calls at the same time share a query. */
function byDigest<Row extends { tokenDigest: string }>(
  findAll: (digests: readonly string[]) => Promise<readonly Row[]>,
): (digest: string) => Promise<Row | undefined> {
  return batch(async (digests) => {
    const rows = new Map((await findAll(digests)).map((row) => [row.tokenDigest, row]));
    return digests.map((wanted) => rows.get(wanted));
  }, MOST_LOOKUPS_AT_ONCE);
}

/**
 * The credentials that `recall` answers with, by their tokens' digests. After `find`, at least half
 * of a session's lease is left. Its credential is recalled for a quarter of the lease at most, so the
 * next flush of the heartbeats renews the lease in time.
 */
function createRecalled(timeoutMs: number): LRUCache<string, Credential> {
  return new LRUCache({
    max: MOST_RECALLED,
    ttl: timeoutMs / 4,
    // Otherwise the cache sets a timer for each single post, only to read the clock less often.
    ttlResolution: 0,
  });
}

/**
 * Lets a request through if its credential works and is allowed to do this: an API token needs the
 * scope `read` for safe methods and `write` for the others.
 *
 * @param checkChange throws where the user has changed too much of late
 */
export function authenticate(
  authenticator: Authenticator,
  find: Authenticator['find'] = authenticator.find,
  checkChange?: (userId: string) => Promise<void>,
): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const token = readToken(c);
    if (token === undefined) throw notAuthenticated('Send Authorization: Bearer with a token.');
    const credential = await find(token);
    if (credential === undefined) {
      throw await explainDeadToken(authenticator.db, digest(token));
    }
    c.set('credential', credential);
    if (credential.kind === 'api-token') requireScope(credential, isSafe(c) ? 'read' : 'write');
    if (!isSafe(c)) await checkChange?.(credential.userId);
    await next();
  };
}

/** For operations that only a person at a workstation may use. @throws Problem `forbidden` */
export function requireSession(c: Context<AppEnv>): SessionCredential {
  const credential = c.get('credential');
  if (credential.kind === 'session') return credential;
  throw needsSession();
}

export function requireAdmin(c: Context<AppEnv>): void {
  if (c.get('credential').role !== 'admin') throw notAnAdmin();
}

/** The caller, as the actor of a change. */
export function actorOf(c: Context<AppEnv>): UserActor {
  const { userId, kind, tokenDigest } = c.get('credential');
  return { userId, kind, tokenDigest, address: originOf(c).address, log: logOf(c) };
}

/**
 * A browser sends the cookie whichever page made the request. So for unsafe methods the cookie
 * counts only if the page is the server's own: this stops cross-site request forgery. Schemes other
 * than Bearer are not ours: a proxy in front may ask for Basic.
 */
function readToken(c: Context<AppEnv>): string | undefined {
  const bearer = /^bearer +(\S+)$/i.exec(c.req.header('authorization')?.trim() ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const token = readSessionCookie(c);
  if (token !== undefined && !isSafe(c) && !isSameOrigin(c)) {
    throw new Problem('forbidden', 'With the session cookie, send an Origin of this server.');
  }
  return token;
}

function isSafe(c: Context<AppEnv>): boolean {
  return c.req.method === 'GET' || c.req.method === 'HEAD';
}

function isSameOrigin(c: Context<AppEnv>): boolean {
  const origin = c.req.header('origin');
  const host = c.req.header('host');
  if (origin === undefined || host === undefined || !isOwnOrigin(origin, host)) return false;
  const { scheme } = originOf(c);
  return scheme === undefined || origin.startsWith(`${scheme}://`);
}

function requireScope(credential: ApiTokenCredential, scope: Scope): void {
  if (credential.scopes.includes(scope)) return;
  throw new Problem('forbidden', `The API token lacks the scope ${scope}. Create one that has it.`);
}

/**
 * The session behind a credential.
 *
 * @throws Problem `not-authenticated` where it has ended since the credential was looked at
 */
export async function getOwnSession(
  db: Kysely<Tables>,
  heartbeat: HeartbeatTimes,
  credential: SessionCredential,
): Promise<Session> {
  const [session] = await listSessions(db, heartbeat, credential.id);
  if (session === undefined) throw await explainDeadToken(db, credential.tokenDigest);
  return session;
}
