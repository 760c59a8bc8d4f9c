import { timingSafeEqual } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { note } from '../auth/credentials/audit.ts';
import type { Operator } from '../auth/credentials/credential.ts';
import { digest, keyedHash } from '../auth/credentials/tokens.ts';
import { loggedTransaction } from '../auth/logged-transaction.ts';
import type { Passwords } from '../auth/proofs/passwords.ts';
import { createGeneral } from '../channels/general.ts';
import { append } from '../events/event-log.ts';
import { Problem } from '../http/problem.ts';
import type { User } from './contract.ts';
import { insertUser, type UserToAdd } from './users.ts';

/**
 * The token that makes the first admin. Derived from the server's secret, so that every node and
 * every start shows the same one; worthless as soon as there is a user.
 */
export function setupToken(secret: string): string {
  return `setup_${keyedHash(secret, 'setup token').slice(0, 32)}`;
}

export async function isSetupRequired(db: Kysely<Tables>): Promise<boolean> {
  const person = await db
    .selectFrom('users')
    .select('id')
    .where('kind', '=', 'person')
    .limit(1)
    .executeTakeFirst();
  return person === undefined;
}

/** @throws Problem `already-set-up`; `forbidden` where the token is wrong */
export async function requireSetup(
  db: Kysely<Tables>,
  secret: string,
  given: string,
): Promise<void> {
  if (!(await isSetupRequired(db))) throw alreadySetUp();
  // Compares digests, which are equally long whatever was given.
  const expected = Buffer.from(digest(setupToken(secret)));
  if (!timingSafeEqual(expected, Buffer.from(digest(given)))) {
    throw new Problem('forbidden', 'Use the setup token that the server shows on its console.');
  }
}

/**
 * Makes the first admin and the general channel.
 *
 * @throws Problem `already-set-up`
 */
export async function setUp(db: Kysely<Tables>, actor: Operator, admin: UserToAdd): Promise<User> {
  return loggedTransaction(db, actor.log, async (trx, tell) => {
    // If several set up at once, the others wait here and then find the first one's user.
    await trx.selectFrom('serverIdentity').select('epoch').forUpdate().executeTakeFirstOrThrow();
    if (!(await isSetupRequired(trx))) throw alreadySetUp();
    const user = await insertUser(trx, { ...admin, role: 'admin' });
    await note(trx, tell, actor, 'server.set-up', { userId: user.id });
    await append(trx, [{ event: 'user.created', data: user }]);
    await createGeneral(trx, user.id);
    return user;
  });
}

function alreadySetUp(): Problem {
  return new Problem('already-set-up', 'Sign in as an administrator, or ask one for an account.');
}

/** Makes the administrator that the configuration names, where there is no user yet. */
export async function setUpConfigured(
  db: Kysely<Tables>,
  passwords: Pick<Passwords, 'hash'>,
  actor: Operator,
  { username, password }: { username: string; password: string },
): Promise<User | undefined> {
  if (!(await isSetupRequired(db))) return undefined;
  try {
    return await setUp(db, actor, { username, passwordHash: await passwords.hash(password) });
  } catch (error) {
    // Another node was faster.
    if (error instanceof Problem && error.code === 'already-set-up') return undefined;
    throw error;
  }
}
