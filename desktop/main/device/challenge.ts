import { z } from 'zod';
import { API_PATH, type Fetch } from '../server/gateway.ts';

const TIMEOUT_MS = 10_000;
const schema = z.object({ challenge: z.string() });

/**
 * Asks the server for a challenge to sign; undefined where the server is so old that it has none.
 *
 * @throws Error where there is no answer, or another one
 */
export async function askChallenge(fetch: Fetch, origin: string): Promise<string | undefined> {
  const response = await fetch(`${origin}${API_PATH}device-challenges`, {
    method: 'POST',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'error',
  });
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`the server has no challenge: ${response.status}`);
  return schema.parse(await response.json()).challenge;
}
