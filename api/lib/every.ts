/**
 * Runs `task` again and again, `ms` after it last ended, never twice at once.
 *
 * @returns how to stop; resolves when the run under way has ended
 */
export function every(
  ms: number,
  task: () => Promise<void> | void,
  onFault: (error: unknown) => void,
): () => Promise<void> {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    try {
      await task();
    } catch (error) {
      onFault(error);
    }
    if (!isStopped) schedule();
  }

  function schedule(): void {
    timer = setTimeout(() => {
      running = run();
    }, ms);
  }

  schedule();
  return async () => {
    isStopped = true;
    clearTimeout(timer);
    await running;
  };
}
