import { hash, verify } from '@node-rs/argon2';
import PQueue from 'p-queue';

/** argon2id (RFC 9106) on threads of its own, never more than `concurrency` at once. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /**
   * Runs `task` in the next free slot, so that what it checks first is still true when it compares.
   *
   * @param lane whose turn it is: those of an earlier lane go first
   */
  inSlot<Out>(task: (compare: Compare) => Promise<Out>, lane: Lane): Promise<Out>;
}

/**
 * `proved` has shown a key that the user has signed in with before, or has a session; `familiar` shows
 * the fingerprint of a device that the user has signed in from, which others may have found out.
 */
export type Lane = 'proved' | 'familiar' | 'stranger';
const PRIORITIES: Readonly<Record<Lane, number>> = { proved: 2, familiar: 1, stranger: 0 };

/** Takes as long for an unknown user (`undefined`) as for a wrong password. */
export type Compare = (passwordHash: string | undefined, password: string) => Promise<boolean>;

/** 19 MiB, two passes, one lane, as OWASP's password storage page recommends for argon2id. */
const OWASP = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * @param concurrency how many hashes run at once; each takes a core and the memory of `options`
 * @param options the cost of new hashes; a hash is verified at the cost that it was made with
 */
export function createPasswords(concurrency: number, options = OWASP): Passwords {
  const slots = new PQueue({ concurrency });
  const hashNow = (password: string) => hash(password.normalize('NFC'), options);
  const nobody = slots.add(() => hashNow('a password that nobody has'));
  // `compare` awaits it and throws its error. Before that, a rejection counts as handled.
  nobody.catch(() => undefined);

  async function compare(passwordHash: string | undefined, password: string): Promise<boolean> {
    const wanted = passwordHash ?? (await nobody);
    const composed = password.normalize('NFC');
    const matches =
      (await verify(wanted, composed)) ||
      // Set before passwords were kept in NFC.
      (composed !== password && (await verify(wanted, password)));
    return matches && passwordHash !== undefined;
  }

  return {
    hash: (password) => slots.add(() => hashNow(password)),
    inSlot: (task, lane) => slots.add(() => task(compare), { priority: PRIORITIES[lane] }),
  };
}
