import { newId } from './ids.ts';

/** Runs one piece of work after the other. */
export type Lock = <Out>(work: () => Promise<Out>) => Promise<Out>;

/** A page that has crashed holds the lock for so long. */
const LEASE_MS = 4_000;
/** Longer than what one page writes takes to be read by another. */
const SETTLE_MS = 50;

/**
 * Runs one piece of work at a time over all pages of this browser. They share the session's cookie
 * and the device token, and if two of them sign in with the same device token, the server takes it
 * for stolen and ends the session.
 */
export function createLock(name: string): Lock {
  const locks: LockManager | undefined = navigator.locks;
  if (locks !== undefined) return async (work) => await locks.request(name, work);
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(() => holding(`${name}.lock`, work));
    last = next.catch(() => undefined);
    return next;
  };
}

/**
 * A browser has no locks of its own on plain http from another machine. Here whoever has written the
 * entry of this name last, and finds it unchanged a moment later, holds the lock, and renews it.
 */
async function holding<Out>(key: string, work: () => Promise<Out>): Promise<Out> {
  const id = newId();
  const write = () => localStorage.setItem(key, `${id} ${Date.now() + LEASE_MS}`);
  const holder = () => {
    const [owner, until] = (localStorage.getItem(key) ?? '').split(' ');
    return Number(until) > Date.now() ? owner : undefined;
  };
  while (holder() !== id) {
    if (holder() === undefined) write();
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS * (1 + Math.random())));
  }
  const renewing = setInterval(write, LEASE_MS / 4);
  try {
    return await work();
  } finally {
    clearInterval(renewing);
    if (holder() === id) localStorage.removeItem(key);
  }
}
