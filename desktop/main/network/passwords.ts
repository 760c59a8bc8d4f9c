import type { WantedPassword } from '../../bridge.ts';

export interface Password {
  username: string;
  password: string;
}

export type Passwords = ReturnType<typeof createPasswords>;

/**
 * The passwords that proxies, and whatever stands in front of the server, have asked for: by
 * `host:port` for a proxy, by origin for a server. In memory only.
 */
export function createPasswords() {
  const given = new Map<string, Password>();
  const asked = new Set<string>();
  /** Those whose last password was wrong, until there is another one. */
  const refused = new Set<string>();
  return {
    get: (to: string) => given.get(to),
    /** It is asked for, and one that was given already is wrong. */
    want(to: string, realm: string): WantedPassword {
      asked.add(to);
      if (given.delete(to)) refused.add(to);
      return { to, realm, wasRefused: refused.has(to) };
    },
    /** Only for who has asked. */
    give(to: string, password: Password): void {
      if (!asked.has(to)) return;
      given.set(to, password);
      refused.delete(to);
    },
    basic(to: string): string | undefined {
      const known = given.get(to);
      if (known === undefined) return undefined;
      const pair = `${known.username}:${known.password}`;
      return `Basic ${Buffer.from(pair).toString('base64')}`;
    },
  };
}

/**
 * The headers of a request to a server behind one that asks for a password: that takes the place of
 * the token, which goes as the session's cookie, as from a browser.
 */
export function behindPassword(headers: Headers, origin: string, basic: string): Headers {
  const changed = new Headers(headers);
  const token = /^Bearer (.+)$/.exec(headers.get('authorization') ?? '')?.[1];
  changed.set('authorization', basic);
  if (token === undefined) return changed;
  const prefix = origin.startsWith('https:') ? '__Host-' : '';
  changed.set('cookie', `${prefix}workspace_session=${token}`);
  changed.set('origin', origin);
  return changed;
}
