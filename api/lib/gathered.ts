/**
 * Runs `task` at once for each who asks, as long as few do. In a storm it runs every `ms` milliseconds, each
 * time once for all who have asked since.
 *
 * @param burst so many runs may follow one another at once; one more every `ms`
 */
export function gathered(task: () => void, ms: number, burst: number): () => void {
  // When all runs so far are paid for, at one every `ms`.
  let paidAt = 0;
  let timer: NodeJS.Timeout | undefined;
  const run = () => {
    timer = undefined;
    paidAt = Math.max(paidAt, performance.now()) + ms;
    task();
  };
  return () => {
    if (timer !== undefined) return;
    const wait = paidAt - performance.now() - ms * (burst - 1);
    if (wait <= 0) run();
    // What is told a moment later does not keep a server alive that stops.
    else timer = setTimeout(run, wait).unref();
  };
}
