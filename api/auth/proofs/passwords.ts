import { hash, verify } from '@node-rs/argon2';
import pLimit from 'p-limit';

/** argon2id (RFC 9106) on threads of its own, never more than `concurrency` at once. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes as long for an unknown user (`undefined`) as for a wrong password. */
  verify(passwordHash: string | undefined, password: string): Promise<boolean>;
  /** Runs `task` in the next free slot, so that what it checks first is still true when it hashes. */
  inSlot<Out>(task: (verify: Passwords['verify']) => Promise<Out>): Promise<Out>;
}

/** 19 MiB, two passes, one lane, as OWASP's password storage page recommends for argon2id. */
const OWASP = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * @param concurrency how many hashes run at once; each takes a core and the memory of `options`
 * @param options the cost of new hashes; a hash is verified at the cost that it was made with
 */
export function createPasswords(concurrency: number, options = OWASP): Passwords {
  const slot = pLimit(concurrency);
  const nobody = slot(() => hash('a password that nobody has', options));
  // `verifyNow` awaits it and throws its error. Before that, a rejection counts as handled.
  nobody.catch(() => undefined);

  async function verifyNow(passwordHash: string | undefined, password: string): Promise<boolean> {
    const matches = await verify(passwordHash ?? (await nobody), password);
    return matches && passwordHash !== undefined;
  }

  return {
    hash: (password) => slot(() => hash(password, options)),
    verify: (passwordHash, password) => slot(() => verifyNow(passwordHash, password)),
    inSlot: (task) => slot(() => task(verifyNow)),
  };
}
