import type { Context, MiddlewareHandler } from 'hono';
import { setCookie } from 'hono/cookie';
import { z } from 'zod';
import type { AppEnv } from '../http/env.ts';
import { Problem } from '../http/problem.ts';
import { logOf, originOf } from '../http/request.ts';
import {
  body,
  createRouter,
  idParam,
  json,
  noContent,
  openRoutes,
  type Router,
  securedRoutes,
} from '../http/router.ts';
import { userSchema } from '../users/contract.ts';
import { getUser } from './accounts.ts';
import { heartbeatSchema, sessionSchema, signedInSchema, signInSchema } from './contract.ts';
import {
  actorOf,
  getOwnSession,
  requireAdmin,
  requireSession,
} from './credentials/authenticate.ts';
import type { SeatLucia } from './lucia.ts';
import { forgetDevice } from './proofs/device-tokens.ts';
import type { Heartbeats } from './seats/heartbeats.ts';
import { revokeSession } from './seats/revoke.ts';
import { endSeats } from './seats/seats.ts';
import { listSessions } from './seats/sessions.ts';
import { type SignInDeps, signIn } from './sign-in.ts';

export interface SessionRoutesDeps extends SignInDeps {
  authenticated: MiddlewareHandler<AppEnv>;
  heartbeats: Heartbeats;
  lucia: SeatLucia;
  /** Whether this client may be served the page, and so may need the cookie. */
  isPageServed(c: Context<AppEnv>): boolean;
}

const open = openRoutes('Sessions', 'service-unavailable');

export function sessionRoutes(deps: SessionRoutesDeps): Router {
  const { db, authenticated, heartbeats, heartbeat, lucia } = deps;
  const router = createRouter();
  const route = securedRoutes('Sessions', authenticated);

  router.openapi(
    open('signIn', {
      method: 'post',
      path: '/sessions',
      summary: 'Sign in and take the seat',
      request: { body: body(signInSchema) },
      responses: {
        201: json(signedInSchema, 'Signed in; the token is shown this once'),
      },
      refuses: [
        'invalid-credentials',
        'forbidden',
        'account-in-use',
        'device-in-use',
        'address-in-use',
        'too-many-requests',
      ],
    }),
    async (c) => {
      const { address } = originOf(c);
      const granted = await signIn(deps, c.req.valid('json'), address).catch((error: unknown) => {
        // Without the name: people type their password there.
        if (error instanceof Problem) {
          logOf(c).info({ code: error.code, address }, 'sign-in refused');
        }
        throw error;
      });
      const { token, session, user, deviceToken } = granted;
      logOf(c).info({ userId: user.id, sessionId: session.id, address }, 'signed in');
      if (deps.isPageServed(c)) setSessionCookie(c, lucia.createSessionCookie(token));
      return c.json({ token, session, user, ...(deviceToken && { deviceToken }) }, 201);
    },
  );

  router.openapi(
    route('getOwnSession', {
      method: 'get',
      path: '/session',
      summary: 'The session of this token',
      responses: {
        200: json(z.object({ session: sessionSchema, user: userSchema }), 'The session'),
      },
    }),
    async (c) => {
      const credential = requireSession(c);
      await heartbeats.flush();
      const session = await getOwnSession(db, heartbeat, credential);
      return c.json({ session, user: await getUser(db, credential.userId) }, 200);
    },
  );

  router.openapi(
    route('sendHeartbeat', {
      method: 'post',
      path: '/session/heartbeat',
      summary: 'Keep the seat',
      request: { body: { content: { 'application/json': { schema: heartbeatSchema } } } },
      responses: {
        204: noContent('The lease is whole again'),
      },
    }),
    async (c) => {
      const { tokenDigest, status } = requireSession(c);
      const wanted = c.req.valid('json').status;
      if (wanted !== undefined && wanted !== status) {
        await heartbeats.setStatus(tokenDigest, wanted);
      }
      return c.body(null, 204);
    },
  );

  router.openapi(
    route('logOut', {
      method: 'delete',
      path: '/session',
      summary: 'Log out, or leave the seat and keep the device token',
      request: { query: z.object({ keepDevice: z.enum(['true', 'false']).default('false') }) },
      responses: {
        204: noContent('The session is over'),
      },
    }),
    async (c) => {
      const { id, userId, deviceId } = requireSession(c);
      const isLeaving = c.req.valid('query').keepDevice === 'true';
      await db.transaction().execute(async (trx) => {
        await endSeats(trx, isLeaving ? 'left' : 'logged-out', { seatId: id });
        if (!isLeaving) await forgetDevice(trx, userId, deviceId);
      });
      logOf(c).info({ userId, sessionId: id }, isLeaving ? 'left' : 'logged out');
      if (deps.isPageServed(c)) setSessionCookie(c, lucia.createBlankSessionCookie());
      return c.body(null, 204);
    },
  );

  router.openapi(
    route('listSessions', {
      method: 'get',
      path: '/sessions',
      summary: 'Who is connected from where (administrators)',
      responses: {
        200: json(z.object({ sessions: z.array(sessionSchema) }), 'The live sessions'),
      },
    }),
    async (c) => {
      requireAdmin(c);
      await heartbeats.flush();
      return c.json({ sessions: await listSessions(db, heartbeat) }, 200);
    },
  );

  router.openapi(
    route('revokeSession', {
      method: 'delete',
      path: '/sessions/{id}',
      summary: 'End a session (administrators)',
      request: { params: idParam },
      responses: {
        204: noContent('The session is over'),
      },
    }),
    async (c) => {
      requireAdmin(c);
      const { id } = c.req.valid('param');
      await revokeSession(db, actorOf(c), id);
      logOf(c).info({ sessionId: id, by: c.get('credential').userId }, 'session revoked');
      return c.body(null, 204);
    },
  );

  return router;
}

function setSessionCookie(
  c: Context<AppEnv>,
  cookie: ReturnType<SeatLucia['createSessionCookie']>,
): void {
  const { maxAge } = cookie.attributes;
  setCookie(c, cookie.name, cookie.value, {
    httpOnly: true,
    sameSite: 'Strict',
    path: '/',
    secure: originOf(c).isSecure,
    ...(maxAge === undefined ? {} : { maxAge }),
  });
}
