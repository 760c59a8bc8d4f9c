/** @throws Error where `work` has not ended within `ms`; it goes on, and its outcome is ignored */
export async function within<Out>(ms: number, work: Promise<Out>): Promise<Out> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return Promise.race([work, tooLate]).finally(() => clearTimeout(timer));
}
