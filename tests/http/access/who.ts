import type { Scope } from '../../../api/auth/contract.ts';
import type { Api, Person } from '../../support/api.ts';
import { newApiToken } from '../../support/posting.ts';
import type { People } from './people.ts';

/** Somebody who asks. */
export interface Who {
  name: string;
  token: string | undefined;
  userId: string | undefined;
  password: string | undefined;
  /** Without a credential, or with one that has ended. */
  isDead: boolean;
  isAdmin: boolean;
  /** Of an API token; undefined for a session. */
  scopes: readonly Scope[] | undefined;
}

/** Those who ask with a credential that works. */
export async function liveOnes(server: Api, people: People): Promise<Who[]> {
  const { maker, member, removed, outsider, admin, scripter, chief, bot } = people;
  const byTokenOf = async (name: string, { id, token }: Person, scopes: Scope[]) =>
    byToken(name, id, await newApiToken(server, token, scopes), scopes);
  const both: Scope[] = ['read', 'write'];
  return [
    bySession('who was taken out', removed),
    bySession('the maker', maker),
    bySession('a member', member),
    bySession('an outsider', outsider),
    await byTokenOf("a member's reading token", scripter, ['read']),
    await byTokenOf("a member's writing token", scripter, ['write']),
    { ...bySession('an administrator', admin), isAdmin: true },
    { ...(await byTokenOf("an administrator's token", chief, both)), isAdmin: true },
    byToken("a member bot's token", bot.id, bot.token, both),
  ];
}

export function dead(name: string, token: string | undefined): Who {
  const isNobody = { userId: undefined, password: undefined, isAdmin: false, scopes: undefined };
  return { ...isNobody, name, token, isDead: true };
}

function bySession(name: string, { id, token, password }: Person): Who {
  return { name, token, userId: id, password, isDead: false, isAdmin: false, scopes: undefined };
}

function byToken(name: string, userId: string, token: string, scopes: readonly Scope[]): Who {
  return { name, token, userId, password: undefined, isDead: false, isAdmin: false, scopes };
}
