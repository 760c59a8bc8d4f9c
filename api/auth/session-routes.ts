import type { Context, MiddlewareHandler } from 'hono';
import type { AppEnv } from '../http/env.ts';
import { logOf, originOf } from '../http/request.ts';
import { createRouter, open, type Router, securedBy } from '../http/router.ts';
import type { Tell } from '../lib/log-line.ts';
import { getUser } from './accounts.ts';
import {
  actorOf,
  getOwnSession,
  requireAdmin,
  requireSession,
} from './credentials/authenticate.ts';
import { loggedTransaction } from './logged-transaction.ts';
import { sessionOperations } from './operations.ts';
import { forgetDevice } from './proofs/device-tokens.ts';
import type { Heartbeats } from './seats/heartbeats.ts';
import { revokeSession } from './seats/revoke.ts';
import { endSeats } from './seats/seats.ts';
import { listSessions } from './seats/sessions.ts';
import { clearSessionCookie, setSessionCookie } from './session-cookie.ts';
import { type SignInDeps, signIn } from './sign-in.ts';

export interface SessionRoutesDeps extends SignInDeps {
  authenticated: MiddlewareHandler<AppEnv>;
  /** Takes any number of changes: nobody is kept from logging out, nor from a sign of life. */
  unmetered: MiddlewareHandler<AppEnv>;
  heartbeats: Heartbeats;
  /** Whether this client may be served the page, and so may need the cookie. */
  isPageServed(c: Context<AppEnv>): boolean;
}

export function sessionRoutes(deps: SessionRoutesDeps): Router {
  const { db, authenticated, heartbeats, heartbeat } = deps;
  const router = createRouter();
  const route = securedBy(authenticated);
  const unmetered = securedBy(deps.unmetered);

  router.openapi(open(sessionOperations.signIn), async (c) => {
    const { address } = originOf(c);
    const granted = await signIn(deps, c.req.valid('json'), address, logOf(c));
    const { token, session, user, deviceToken, isNewKey } = granted;
    const ids = { userId: user.id, sessionId: session.id, deviceId: session.device.id };
    logOf(c).info({ ...ids, address }, 'signed in');
    if (deps.isPageServed(c)) setSessionCookie(c, token, deviceToken !== undefined);
    const more = { ...(deviceToken && { deviceToken }), ...(isNewKey && { isNewKey }) };
    return c.json({ token, session, user, ...more }, 201);
  });

  router.openapi(route(sessionOperations.getOwnSession), async (c) => {
    const credential = requireSession(c);
    await heartbeats.flush();
    const session = await getOwnSession(db, heartbeat, credential);
    return c.json({ session, user: await getUser(db, credential.userId) }, 200);
  });

  router.openapi(unmetered(sessionOperations.sendHeartbeat), async (c) => {
    const { tokenDigest, status } = requireSession(c);
    const wanted = c.req.valid('json').status;
    if (wanted !== undefined && wanted !== status) {
      await heartbeats.setStatus(tokenDigest, wanted);
    }
    return c.body(null, 204);
  });

  router.openapi(unmetered(sessionOperations.logOut), async (c) => {
    const { id, userId, deviceId, keyId } = requireSession(c);
    const isLeaving = c.req.valid('query').keepDevice === 'true';
    const { address } = originOf(c);
    await loggedTransaction(db, logOf(c), async (trx, tell) => {
      const tellFrom: Tell = (fields, message) => tell({ ...fields, address }, message);
      await endSeats(trx, tellFrom, isLeaving ? 'left' : 'logged-out', { seatId: id });
      if (!isLeaving) await forgetDevice(trx, userId, { deviceId, keyId });
    });
    if (deps.isPageServed(c)) clearSessionCookie(c);
    return c.body(null, 204);
  });

  router.openapi(route(sessionOperations.listSessions), async (c) => {
    requireAdmin(c);
    await heartbeats.flush();
    return c.json({ sessions: await listSessions(db, heartbeat) }, 200);
  });

  router.openapi(route(sessionOperations.revokeSession), async (c) => {
    requireAdmin(c);
    const { id } = c.req.valid('param');
    await revokeSession(db, actorOf(c), id);
    return c.body(null, 204);
  });

  return router;
}
