import { ask, type Target } from '../ask.ts';
import type { Outcome, Uploading } from '../measurements.ts';

/**
 * Announces a file of the largest size, by nobody, and sends nothing of it: the server refuses that at
 * once, and a proxy for which it is too large says so instead. Where neither comes, a proxy waits for the
 * whole file before it tells the server of it.
 */
export async function measureUpload(
  target: Target,
  bytes: number | undefined,
): Promise<Outcome<Uploading>> {
  if (bytes === undefined) return { skipped: 'the server does not tell its limit' };
  try {
    const question = { method: 'POST', path: '/api/v1/files?name=doctor', announced: bytes };
    return { value: { bytes, answer: await ask(target, question) } };
  } catch {
    return { value: { bytes, answer: undefined } };
  }
}
