import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { createApiToken } from '../../../api/auth/credentials/api-tokens.ts';
import { operator } from '../../../api/auth/credentials/credential.ts';
import type { Tables } from '../../../db/tables/tables.ts';
import { type Api, addUser, generalOf, type Person, signIn } from '../../support/api.ts';
import { silent } from '../../support/captured-log.ts';

export type People = Awaited<ReturnType<typeof addPeople>>;

/** Adds everyone of whom the table speaks; all but the newcomer and the bot are signed in. */
export async function addPeople(server: Api, keeper: Person, db: Kysely<Tables>) {
  const add = (name: string) => addRemembered(server, keeper, name);
  const addAdmin = async (name: string) => {
    const person = await add(name);
    await server.patch(`/users/${person.id}`, { role: 'admin' }, keeper.token);
    return person;
  };
  return {
    /** Makes the channels, and is in all of them. */
    maker: await add('maker'),
    member: await add('member'),
    /** Is taken out of every channel. */
    removed: await add('removed'),
    outsider: await add('outsider'),
    /** Is in all channels but the direct one, and asks for nothing. */
    guest: await add('guest'),
    /** Is in the general channel only, and asks for nothing. */
    newcomer: await addUser(server, keeper.token, unique('newcomer')),
    /** A member, by whose API tokens is asked. */
    scripter: await add('scripter'),
    loggedOut: await add('logged-out'),
    disabled: await add('disabled'),
    admin: await addAdmin('admin'),
    /** An administrator, by whose API token is asked. */
    chief: await addAdmin('chief'),
    bot: await addBot(server, keeper, db),
  };
}

/** Somebody who is signed in and remembered on a workstation of their own. */
export async function addRemembered(server: Api, keeper: Person, name: string): Promise<Person> {
  const user = await addUser(server, keeper.token, unique(name));
  return signIn(server, user, { remember: true });
}

/** A name that nobody has. */
export function unique(name: string): string {
  return `${name}-${randomUUID().slice(0, 13)}`;
}

/** No operation makes a bot. */
async function addBot(server: Api, keeper: Person, db: Kysely<Tables>) {
  const id = randomUUID();
  const names = { username: unique('bot'), displayName: 'Bot' };
  await db
    .insertInto('users')
    .values({ ...names, id, kind: 'bot', role: 'member', passwordHash: null, disabledAt: null })
    .execute();
  const general = await generalOf(server, keeper.token);
  await server.put(`/channels/${general}/members/${id}`, undefined, keeper.token);
  const made = await createApiToken(db, operator(silent), id, {
    name: 'x',
    scopes: ['read', 'write'],
  });
  if (made === undefined) throw new Error('the bot got no token');
  return { id, token: made.token };
}
