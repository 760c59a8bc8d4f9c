import { asJson, ask, type Question, type Target } from '../ask.ts';
import { explain } from '../explain.ts';
import type { Answer, Measurements, Outcome } from '../measurements.ts';

const NEAR_LIMIT_BYTES = 60 * 1024;
const OVER_LIMIT_BYTES = 70_000;

type Answers = Pick<
  Measurements,
  'clearText' | 'ready' | 'description' | 'metrics' | 'nearLimit' | 'overLimit'
>;

/** Measures what the server answers to anyone. */
export async function measureAnswers(target: Target): Promise<Answers> {
  const [clearText, ready, description, metrics, nearLimit, overLimit] = await Promise.all([
    measureClearText(target),
    attempt(target, { path: '/readyz' }),
    attempt(target, { path: '/api/v1/openapi.json' }),
    attempt(target, { path: '/metrics' }),
    attempt(target, signInOf(NEAR_LIMIT_BYTES)),
    attempt(target, signInOf(OVER_LIMIT_BYTES)),
  ]);
  return { clearText, ready, description, metrics, nearLimit, overLimit };
}

/** Asks, and tells in one line why there is no answer. */
export async function attempt(target: Target, question: Question): Promise<Outcome<Answer>> {
  try {
    return { value: await ask(target, question) };
  } catch (error) {
    return { error: explain(error) };
  }
}

async function measureClearText(target: Target): Promise<Outcome<Answer>> {
  const { url } = target;
  if (url.protocol !== 'https:') return { skipped: 'the URL itself is without TLS' };
  if (url.port !== '') return { skipped: 'the URL has a port of its own' };
  const clear = new URL(url);
  clear.protocol = 'http:';
  return attempt({ ...target, url: clear, isHttp2: false }, { path: '/' });
}

/** A sign-in that lacks all fields, so it is refused before anything is looked up or counted. */
function signInOf(bytes: number): Question {
  return {
    method: 'POST',
    path: '/api/v1/sessions',
    ...asJson({ padding: 'x'.repeat(bytes - asJson({ padding: '' }).body.length) }),
  };
}
