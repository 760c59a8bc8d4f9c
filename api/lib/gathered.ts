/**
 * Runs `task` at once where it has not run for `ms` milliseconds, else when that is over, once for all
 * who have asked meanwhile.
 */
export function gathered(task: () => void, ms: number): () => void {
  let ranAt = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const run = () => {
    timer = undefined;
    ranAt = performance.now();
    task();
  };
  return () => {
    if (timer !== undefined) return;
    const wait = ranAt + ms - performance.now();
    if (wait <= 0) run();
    // What is told a moment later does not keep a server alive that stops.
    else timer = setTimeout(run, wait).unref();
  };
}
