/** Runs one piece of work after the other. */
export type Lock = <Out>(work: () => Promise<Out>) => Promise<Out>;

/**
 * One at a time over all pages of this browser, which share the session's cookie and the device
 * token: of two that show the same device token, the server takes neither any more. Where the
 * browser has no such locks (plain http from elsewhere), one at a time in this page.
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
