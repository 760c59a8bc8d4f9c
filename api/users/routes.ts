import type { Context, MiddlewareHandler } from 'hono';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { getUser } from '../auth/accounts.ts';
import { actorOf, requireAdmin, requireSession } from '../auth/credentials/authenticate.ts';
import { operator } from '../auth/credentials/credential.ts';
import type { Passwords } from '../auth/proofs/passwords.ts';
import type { Throttle } from '../auth/proofs/throttle.ts';
import { answerEncoded, type Encoded } from '../http/encoded.ts';
import type { AppEnv } from '../http/env.ts';
import { invalidField, Problem } from '../http/problem.ts';
import { logOf, originOf } from '../http/request.ts';
import { createRouter, open, type Router, securedBy } from '../http/router.ts';
import { singleFlight } from '../lib/single-flight.ts';
import { userOperations } from './operations.ts';
import { changeOwnUser } from './own.ts';
import { isSetupRequired, requireSetup, setUp } from './setup.ts';
import { addUser, changeOwnPassword, changeUser, resetPassword } from './users.ts';
import { findWeakness } from './weak-passwords.ts';

export interface UserRoutesDeps {
  db: Kysely<Tables>;
  passwords: Passwords;
  throttle: Throttle;
  secret: string;
  authenticated: MiddlewareHandler<AppEnv>;
  /** All users, as `GET /users` answers. */
  listUsers(): Promise<Encoded>;
}

export function userRoutes({
  db,
  passwords,
  throttle,
  secret,
  authenticated,
  listUsers,
}: UserRoutesDeps): Router {
  const router = createRouter();
  const route = securedBy(authenticated);
  // Every page asks for it first, and all do at nine in the morning.
  const isRequired = singleFlight(() => isSetupRequired(db));

  router.openapi(open(userOperations.isSetupRequired), async (c) =>
    c.json({ required: await isRequired() }, 200),
  );

  router.openapi(open(userOperations.setUp), async (c) => {
    const request = c.req.valid('json');
    await requireSetup(db, secret, request.setupToken);
    requireStrong(c, 'password', request.password, request);
    const passwordHash = await passwords.hash(request.password);
    const actor = operator(logOf(c), originOf(c).address);
    return c.json(await setUp(db, actor, { ...request, passwordHash }), 201);
  });

  router.openapi(
    route(userOperations.listUsers),
    async (c) => answerEncoded(c, await listUsers()) as never,
  );

  router.openapi(route(userOperations.addUser), async (c) => {
    requireAdmin(c);
    requireSession(c);
    const request = c.req.valid('json');
    requireStrong(c, 'password', request.password, request);
    const passwordHash = await passwords.hash(request.password);
    return c.json(await addUser(db, actorOf(c), { ...request, passwordHash }), 201);
  });

  router.openapi(route(userOperations.getOwnUser), async (c) =>
    c.json(await getUser(db, c.get('credential').userId), 200),
  );

  router.openapi(route(userOperations.changeOwnUser), async (c) =>
    c.json(await changeOwnUser(db, actorOf(c), c.req.valid('json')), 200),
  );

  router.openapi(route(userOperations.changeUser), async (c) => {
    const { id } = c.req.valid('param');
    return c.json(await changeUser(db, actorOf(c), id, c.req.valid('json')), 200);
  });

  router.openapi(route(userOperations.changeOwnPassword), async (c) => {
    const session = requireSession(c);
    const change = c.req.valid('json');
    requireStrong(c, 'newPassword', change.newPassword, await getUser(db, session.userId));
    await changeOwnPassword({ db, passwords, throttle }, actorOf(c), session, change);
    return c.body(null, 204);
  });

  router.openapi(route(userOperations.resetPassword), async (c) => {
    requireAdmin(c);
    const session = requireSession(c);
    const { id } = c.req.valid('param');
    const { newPassword, mustChangePassword } = c.req.valid('json');
    if (id === session.userId) {
      throw new Problem(
        'forbidden',
        'Your own password needs the current one: PUT /api/v1/users/me/password.',
      );
    }
    requireStrong(c, 'newPassword', newPassword, await getUser(db, id));
    const passwordHash = await passwords.hash(newPassword);
    await resetPassword(db, actorOf(c), id, { passwordHash, mustChangePassword });
    return c.body(null, 204);
  });

  return router;
}

/** @throws Problem `invalid-request` where the password is easy to guess */
function requireStrong(
  c: Context<AppEnv>,
  field: 'password' | 'newPassword',
  password: string,
  user: { username: string; displayName?: string | undefined },
): void {
  const weakness = findWeakness(password, user, c.req.header('host') ?? '');
  if (weakness !== undefined) throw invalidField(field, weakness);
}
