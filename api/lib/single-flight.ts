/**
 * Runs `task` at most once at a time. A call while it runs is answered by one further run that
 * starts afterwards, shared by all who called meanwhile: whoever calls gets the outcome of a run
 * that began after the call.
 */
export function singleFlight<Out>(task: () => Promise<Out>): () => Promise<Out> {
  let running: Promise<Out> | undefined;
  let next: Promise<Out> | undefined;

  function start(): Promise<Out> {
    const run = task().finally(() => {
      if (running === run) running = undefined;
    });
    running = run;
    return run;
  }

  return () => {
    if (next !== undefined) return next;
    if (running === undefined) return start();
    next = running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return start();
      });
    return next;
  };
}
