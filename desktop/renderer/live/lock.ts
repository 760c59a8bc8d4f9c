/** Runs one piece of work after the other. */
export type Lock = <Out>(work: () => Promise<Out>) => Promise<Out>;

/**
 * Runs one piece of work at a time over all pages of this browser. They share the session's cookie
 * and the device token, and if two of them sign in with the same device token, the server revokes
 * it for both. If the browser has no such locks (plain http from another machine), it is one at a
 * time in this page.
 */
export function createLock(name: string): Lock {
  const locks: LockManager | undefined = navigator.locks;
  if (locks !== undefined) return async (work) => await locks.request(name, work);
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
