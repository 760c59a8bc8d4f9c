import { z } from 'zod';
import { diagnosticsSchema, settingsSchema } from '../../ops/contract.ts';
import { indexProgressSchema } from '../../search/contract.ts';
import { ask, bearer, type Target } from '../ask.ts';
import { explain } from '../explain.ts';
import { type Diagnosed, type Outcome, USUAL_PING_MS } from '../measurements.ts';

/** Servers that are older than these do not report them. */
const toldSchema = diagnosticsSchema.extend({
  search: indexProgressSchema.optional(),
  filesDisk: diagnosticsSchema.shape.filesDisk.optional(),
  settings: settingsSchema.extend({
    pingIntervalMs: z.int().default(USUAL_PING_MS),
    mostFileBytes: z.int().optional(),
  }),
});
const problem = z.object({ code: z.string(), detail: z.string() });

/** Asks the server about itself. A token that may not ask, or a missing database, is no error. */
export async function measureDiagnostics(
  target: Target,
  token: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Outcome<Diagnosed>> {
  const question = { path: '/api/v1/diagnostics', headers: { ...headers, ...bearer(token) } };
  try {
    const { status, text, ...asked } = await ask(target, question);
    const body: unknown = JSON.parse(text);
    if (status === 200) {
      const parsed = toldSchema.safeParse(body);
      return parsed.success
        ? { value: { ...asked, ...parsed.data } }
        : {
            skipped:
              'the server answers otherwise than this version: use the doctor that came with it',
          };
    }
    const { code, detail } = problem.parse(body);
    if (code === 'not-authenticated') return { error: `the token does not work: ${detail}` };
    if (code === 'not-found') return { skipped: 'the server is too old to tell' };
    return { skipped: detail };
  } catch (error) {
    return { skipped: `no answer of the server's: ${explain(error)}` };
  }
}
