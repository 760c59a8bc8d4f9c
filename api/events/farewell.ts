import type { EndReason } from '../../db/tables/sessions.ts';
import { assertNever } from '../lib/assert-never.ts';
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

/** In milliseconds; random, so that clients that were cut off together do not return together. */
export function spreadRetry(): number {
  return RETRY_LEAST_MS + Math.random() * RETRY_SPREAD_MS;
}
