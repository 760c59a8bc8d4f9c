import type { SecureContext } from 'node:tls';
import { FORGED_ADDRESS, type Measurements, type Outcome, type Reach } from '../measurements.ts';
import { attempt, measureAnswers } from './answers.ts';
import { measureDelivery } from './delivery.ts';
import { measureDiagnostics } from './diagnostics.ts';
import { measureEncoding, measureIdle } from './events.ts';
import { measureReach } from './reach.ts';
import { measureUpload } from './upload.ts';

export interface Wanted {
  url: URL;
  /** This doctor's version. */
  version: string;
  token: string | undefined;
  /** The authorities whose certificates are trusted. */
  trusted: SecureContext;
  idleMs: number;
  /** How long to wait for an event that the server sends at once, in milliseconds. */
  patienceMs: number;
  /** Ends the measurement early. The doctor's channel is deleted all the same. */
  stopped: AbortSignal;
  /** Called with a few words on what is measured now, and how far that is. */
  onProgress(what: string, detail?: string): void;
}

/** Measures everything, from the outside in. Faults are part of the outcome. */
export async function measure(wanted: Wanted): Promise<Measurements> {
  const { url, version, trusted, idleMs, patienceMs, stopped, onProgress } = wanted;
  onProgress(`connecting to ${url.host}`);
  const reach = await measureReach(url, trusted);
  const begun = { url, version, at: new Date(), reach };
  if (!('value' in reach)) return { ...begun, ...nothing('the server is not reached') };

  const { tls } = reach.value;
  const isSecure = tls !== undefined && tls.fault === undefined;
  const target = { url, trusted, isSecure, isHttp2: tls?.isHttp2 ?? false, patienceMs, stopped };
  onProgress('asking what anyone may ask');
  const answers = await measureAnswers(target);
  const access = accessOf(wanted.token, reach.value, answers.ready);
  if ('refusal' in access) return { ...begun, ...nothing(access.refusal), ...answers };
  const { token } = access;

  onProgress('asking the server about itself');
  const diagnostics = await measureDiagnostics(target, token);
  if ('error' in diagnostics) {
    return { ...begun, ...nothing('the token does not work'), ...answers, diagnostics };
  }
  const forged = await measureDiagnostics(target, token, { 'x-forwarded-for': FORGED_ADDRESS });
  const { settings } = 'value' in diagnostics ? diagnostics.value : {};
  const upload = await measureUpload(target, settings?.mostFileBytes);
  onProgress('posting messages to a channel of its own');
  // One after the other: a token may be allowed one stream only.
  const encoding = await measureEncoding(target, token);
  const delivery = await measureDelivery(target, token);
  const plain = await attempt(target, { path: '/healthz' });
  const plainMs = 'value' in plain ? plain.value.ms : 0;
  const onSecond = (seconds: number) =>
    onProgress('watching an idle stream', `: ${seconds} of ${idleMs / 1_000} s`);
  const idle = { value: await measureIdle(target, token, idleMs, plainMs, onSecond) };
  return { ...begun, ...answers, diagnostics, forged, upload, encoding, delivery, idle };
}

/**
 * A token is not sent past a certificate that is not valid, but it is sent where the URL is without
 * TLS. It is of use only where the server is ready to check it.
 */
function accessOf(
  token: string | undefined,
  { tls }: Reach,
  ready: Measurements['ready'],
): { token: string } | { refusal: string } {
  if (token === undefined) return { refusal: "needs an administrator's API token (see --help)" };
  if (tls?.fault !== undefined) {
    return { refusal: 'the token is not sent past a certificate that is not valid' };
  }
  if (!('value' in ready)) return { refusal: 'the server does not answer' };
  const { status } = ready.value;
  // To an address that OPS_ACCESS lacks, the server does not tell whether it is ready.
  return status === 200 || status === 404 ? { token } : { refusal: 'the server is not ready' };
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
    upload: skipped,
    encoding: skipped,
    delivery: skipped,
    idle: skipped,
  };
}
