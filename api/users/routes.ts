import type { MiddlewareHandler } from 'hono';
import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../db/tables/tables.ts';
import { findPasswordHash, getUser } from '../auth/accounts.ts';
import { actorOf, requireAdmin, requireSession } from '../auth/credentials/authenticate.ts';
import type { Passwords } from '../auth/proofs/passwords.ts';
import type { AppEnv } from '../http/env.ts';
import { invalidField } from '../http/problem.ts';
import { logOf } from '../http/request.ts';
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
import {
  isPasswordFor,
  NOT_THE_USERNAME,
  newUserSchema,
  passwordChangeSchema,
  passwordResetSchema,
  setupRequestSchema,
  userChangeSchema,
  userSchema,
} from './contract.ts';
import { alreadySetUp, checkSetupToken, isSetupRequired, setUp } from './setup.ts';
import {
  addUser,
  changeOwnPassword,
  changeUser,
  listUsers,
  resetPassword,
  wrongCurrentPassword,
} from './users.ts';

export interface UserRoutesDeps {
  db: Kysely<Tables>;
  passwords: Passwords;
  secret: string;
  authenticated: MiddlewareHandler<AppEnv>;
}

const open = openRoutes('Users', 'service-unavailable');

export function userRoutes({ db, passwords, secret, authenticated }: UserRoutesDeps): Router {
  const router = createRouter();
  const route = securedRoutes('Users', authenticated);

  router.openapi(
    open('isSetupRequired', {
      method: 'get',
      path: '/setup',
      summary: 'Whether the first administrator is still to be made',
      responses: { 200: json(z.object({ required: z.boolean() }), 'Yes or no') },
    }),
    async (c) => c.json({ required: await isSetupRequired(db) }, 200),
  );

  router.openapi(
    open('setUp', {
      method: 'post',
      path: '/setup',
      summary: 'Make the first administrator with the token that the console shows',
      request: { body: body(setupRequestSchema) },
      responses: {
        201: json(userSchema, 'The administrator'),
      },
      refuses: ['forbidden', 'already-set-up'],
    }),
    async (c) => {
      const request = c.req.valid('json');
      if (!(await isSetupRequired(db))) throw alreadySetUp();
      checkSetupToken(secret, request.setupToken);
      const passwordHash = await passwords.hash(request.password);
      const admin = await setUp(db, { ...request, passwordHash });
      logOf(c).info({ userId: admin.id }, 'set up');
      return c.json(admin, 201);
    },
  );

  router.openapi(
    route('listUsers', {
      method: 'get',
      path: '/users',
      summary: 'Everyone with an account',
      responses: {
        200: json(z.object({ users: z.array(userSchema) }), 'By user name'),
      },
    }),
    async (c) => c.json({ users: await listUsers(db) }, 200),
  );

  router.openapi(
    route('addUser', {
      method: 'post',
      path: '/users',
      summary: 'Add a user (administrators)',
      request: { body: body(newUserSchema) },
      responses: {
        201: json(userSchema, 'The user'),
      },
      refuses: ['username-taken'],
    }),
    async (c) => {
      requireAdmin(c);
      const request = c.req.valid('json');
      const passwordHash = await passwords.hash(request.password);
      const user = await addUser(db, actorOf(c), { ...request, passwordHash });
      logOf(c).info({ userId: user.id, by: c.get('credential').userId }, 'user added');
      return c.json(user, 201);
    },
  );

  router.openapi(
    route('getOwnUser', {
      method: 'get',
      path: '/users/me',
      summary: 'The user of this token',
      responses: { 200: json(userSchema, 'The user') },
    }),
    async (c) => c.json(await getUser(db, c.get('credential').userId), 200),
  );

  router.openapi(
    route('changeUser', {
      method: 'patch',
      path: '/users/{id}',
      summary: 'Change a user (administrators; everyone their own display name)',
      request: { params: idParam, body: body(userChangeSchema) },
      responses: {
        200: json(userSchema, 'The user as changed'),
      },
      refuses: ['last-admin'],
    }),
    async (c) => {
      const { id } = c.req.valid('param');
      const change = c.req.valid('json');
      const isOwnName =
        id === c.get('credential').userId &&
        change.role === undefined &&
        change.disabled === undefined;
      if (!isOwnName) requireAdmin(c);
      const user = await changeUser(db, actorOf(c), id, change);
      logOf(c).info({ userId: id, by: c.get('credential').userId }, 'user changed');
      return c.json(user, 200);
    },
  );

  router.openapi(
    route('changeOwnPassword', {
      method: 'put',
      path: '/users/me/password',
      summary: "Change one's own password, and end every other credential",
      request: { body: body(passwordChangeSchema) },
      responses: {
        204: noContent('Changed'),
      },
      refuses: ['invalid-credentials'],
    }),
    async (c) => {
      const { id: seatId, userId, username } = requireSession(c);
      const { currentPassword, newPassword } = c.req.valid('json');
      requirePasswordFor(username, newPassword);
      const before = await findPasswordHash(db, userId);
      if (!(await passwords.verify(before, currentPassword))) throw wrongCurrentPassword();
      const after = await passwords.hash(newPassword);
      await changeOwnPassword(db, actorOf(c), seatId, { before, after });
      logOf(c).info({ userId }, 'password changed');
      return c.body(null, 204);
    },
  );

  router.openapi(
    route('resetPassword', {
      method: 'put',
      path: '/users/{id}/password',
      summary: "Reset a user's password, and end all their credentials (administrators)",
      request: { params: idParam, body: body(passwordResetSchema) },
      responses: {
        204: noContent('Reset'),
      },
    }),
    async (c) => {
      requireAdmin(c);
      const { id } = c.req.valid('param');
      const { newPassword } = c.req.valid('json');
      requirePasswordFor((await getUser(db, id)).username, newPassword);
      await resetPassword(db, actorOf(c), id, await passwords.hash(newPassword));
      logOf(c).info({ userId: id, by: c.get('credential').userId }, 'password reset');
      return c.body(null, 204);
    },
  );

  return router;
}

function requirePasswordFor(username: string, password: string): void {
  if (!isPasswordFor(username, password)) throw invalidField('newPassword', NOT_THE_USERNAME);
}
