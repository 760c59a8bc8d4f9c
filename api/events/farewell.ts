import type { EndReason } from '../../db/tables/sessions.ts';
import { type Credential, idsOf } from '../auth/credentials/credential.ts';
import { assertNever } from '../lib/assert-never.ts';
import type { Log } from '../lib/log-line.ts';
import type { ClosingReason } from './contract.ts';
import { frame, retryLine } from './frame.ts';

const RETRY_LEAST_MS = 1_000;
const RETRY_SPREAD_MS = 4_000;

/** What a stream's last event says, and so whether its client may come back. */
export type Farewell =
  | { event: 'session.ended'; reason: EndReason }
  | { event: 'stream.closing'; reason: ClosingReason };

export function farewellFrame(last: Farewell): string {
  const data = JSON.stringify({ reason: last.reason });
  switch (last.event) {
    case 'session.ended':
      return frame(last.event, data);
    case 'stream.closing':
      return retryLine(spreadRetry()) + frame(last.event, data);
    default:
      return assertNever(last);
  }
}

/** A stream also ends where another node or a command has ended its session. */
export function logFarewell(log: Log, credential: Credential, { event, reason }: Farewell): void {
  // All of them close then, and the log says that the server stops.
  if (reason === 'shutdown') return;
  log.info({ ...idsOf(credential), event, reason }, 'stream ended');
}

/** In milliseconds; random, so that clients that were cut off together do not return together. */
export function spreadRetry(): number {
  return RETRY_LEAST_MS + Math.random() * RETRY_SPREAD_MS;
}
