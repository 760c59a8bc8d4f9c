import type { MiddlewareHandler } from 'hono';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { getUser } from '../auth/accounts.ts';
import { actorOf, requireAdmin, requireSession } from '../auth/credentials/authenticate.ts';
import type { Passwords } from '../auth/proofs/passwords.ts';
import type { Throttle } from '../auth/proofs/throttle.ts';
import type { AppEnv } from '../http/env.ts';
import { invalidField } from '../http/problem.ts';
import { logOf } from '../http/request.ts';
import { createRouter, open, type Router, securedBy } from '../http/router.ts';
import { isPasswordFor, NOT_THE_USERNAME } from './contract.ts';
import { userOperations } from './operations.ts';
import { isSetupRequired, requireSetup, setUp } from './setup.ts';
import { addUser, changeOwnPassword, changeUser, listUsers, resetPassword } from './users.ts';

export interface UserRoutesDeps {
  db: Kysely<Tables>;
  passwords: Passwords;
  throttle: Throttle;
  secret: string;
  authenticated: MiddlewareHandler<AppEnv>;
}

export function userRoutes({
  db,
  passwords,
  throttle,
  secret,
  authenticated,
}: UserRoutesDeps): Router {
  const router = createRouter();
  const route = securedBy(authenticated);

  router.openapi(open(userOperations.isSetupRequired), async (c) =>
    c.json({ required: await isSetupRequired(db) }, 200),
  );

  router.openapi(open(userOperations.setUp), async (c) => {
    const request = c.req.valid('json');
    await requireSetup(db, secret, request.setupToken);
    const passwordHash = await passwords.hash(request.password);
    const admin = await setUp(db, { ...request, passwordHash });
    logOf(c).info({ userId: admin.id }, 'set up');
    return c.json(admin, 201);
  });

  router.openapi(route(userOperations.listUsers), async (c) =>
    c.json({ users: await listUsers(db) }, 200),
  );

  router.openapi(route(userOperations.addUser), async (c) => {
    requireAdmin(c);
    const request = c.req.valid('json');
    const passwordHash = await passwords.hash(request.password);
    const user = await addUser(db, actorOf(c), { ...request, passwordHash });
    logOf(c).info({ userId: user.id, by: c.get('credential').userId }, 'user added');
    return c.json(user, 201);
  });

  router.openapi(route(userOperations.getOwnUser), async (c) =>
    c.json(await getUser(db, c.get('credential').userId), 200),
  );

  router.openapi(route(userOperations.changeUser), async (c) => {
    const { id } = c.req.valid('param');
    const user = await changeUser(db, actorOf(c), id, c.req.valid('json'));
    logOf(c).info({ userId: id, by: c.get('credential').userId }, 'user changed');
    return c.json(user, 200);
  });

  router.openapi(route(userOperations.changeOwnPassword), async (c) => {
    const session = requireSession(c);
    const change = c.req.valid('json');
    requirePasswordFor(session.username, change.newPassword);
    await changeOwnPassword({ db, passwords, throttle }, actorOf(c), session, change);
    logOf(c).info({ userId: session.userId }, 'password changed');
    return c.body(null, 204);
  });

  router.openapi(route(userOperations.resetPassword), async (c) => {
    requireAdmin(c);
    const { id } = c.req.valid('param');
    const { newPassword } = c.req.valid('json');
    requirePasswordFor((await getUser(db, id)).username, newPassword);
    await resetPassword(db, actorOf(c), id, await passwords.hash(newPassword));
    logOf(c).info({ userId: id, by: c.get('credential').userId }, 'password reset');
    return c.body(null, 204);
  });

  return router;
}

function requirePasswordFor(username: string, password: string): void {
  if (!isPasswordFor(username, password)) throw invalidField('newPassword', NOT_THE_USERNAME);
}
