import type { SecureContext } from 'node:tls';
import { FORGED_ADDRESS, type Measurements, type Outcome, type Reach } from '../measurements.ts';
import { attempt, measureAnswers } from './answers.ts';
import { measureDelivery } from './delivery.ts';
import { measureDiagnostics } from './diagnostics.ts';
import { measureEncoding, measureIdle } from './events.ts';
import { measureReach } from './reach.ts';

export interface Wanted {
  url: URL;
  /** This doctor's version. */
  version: string;
  token: string | undefined;
  /** Whose certificates are believed. */
  trusted: SecureContext;
  idleMs: number;
  /** Told in a few words what is being waited for, and how far that is. */
  onProgress(what: string, detail?: string): void;
}

/** Measures all there is to measure, from the outside in. Faults are part of the outcome. */
export async function measure(wanted: Wanted): Promise<Measurements> {
  const { url, version, token, trusted, idleMs, onProgress } = wanted;
  onProgress(`connecting to ${url.host}`);
  const reach = await measureReach(url, trusted);
  const begun = { url, version, at: new Date(), reach };
  if (!('value' in reach)) return { ...begun, ...nothing('the server is not reached') };

  const target = { url, trusted, isHttp2: reach.value.tls?.isHttp2 ?? false };
  onProgress('asking what anyone may ask');
  const answers = await measureAnswers(target);
  const refusal = whyNoToken(token, reach.value, answers.ready);
  if (token === undefined || refusal !== undefined) {
    return { ...begun, ...nothing(refusal ?? ''), ...answers };
  }

  onProgress('asking the server about itself');
  const diagnostics = await measureDiagnostics(target, token);
  if ('error' in diagnostics) {
    return { ...begun, ...nothing('the token does not work'), ...answers, diagnostics };
  }
  const forged = await measureDiagnostics(target, token, { 'x-forwarded-for': FORGED_ADDRESS });
  onProgress('posting messages to a channel of its own');
  const [encoding, delivery] = await Promise.all([
    measureEncoding(target, token),
    measureDelivery(target, token),
  ]);
  const plain = await attempt(target, { path: '/healthz' });
  const plainMs = 'value' in plain ? plain.value.ms : 0;
  const onSecond = (seconds: number) =>
    onProgress('watching an idle stream', `: ${seconds} of ${idleMs / 1_000} s`);
  const idle = { value: await measureIdle(target, token, idleMs, plainMs, onSecond) };
  return { ...begun, ...answers, diagnostics, forged, encoding, delivery, idle };
}

/** A token goes only to a server that is who it says it is, and is of use only where it can be checked. */
function whyNoToken(
  token: string | undefined,
  { tls }: Reach,
  ready: Measurements['ready'],
): string | undefined {
  if (token === undefined) return "needs an administrator's API token (see --help)";
  if (tls?.fault !== undefined) return 'the token is not sent past a certificate that is not valid';
  if (!('value' in ready)) return 'the server does not answer';
  return ready.value.status === 200 ? undefined : 'the server is not ready';
}

function nothing(why: string) {
  const skipped: Outcome<never> = { skipped: why };
  return {
    clearText: skipped,
    ready: skipped,
    description: skipped,
    metrics: skipped,
    nearLimit: skipped,
    overLimit: skipped,
    diagnostics: skipped,
    forged: skipped,
    encoding: skipped,
    delivery: skipped,
    idle: skipped,
  };
}
