import { setTimeout as delay } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Tables } from '../../db/tables/tables.ts';
import { singleFlight } from '../lib/single-flight.ts';
import { type Indexed, indexBatch } from './indexer.ts';
import { readProgress } from './progress.ts';
import { createForms } from './words.ts';

/** How long it waits for more messages after one has come, in milliseconds. */
const GATHER_MS = 100;
/** With so many new events a second the machine is busy, and those who post come first. */
const BUSY = 500;
/** Then it rests this many times as long as a batch took. */
const BUSY_REST = 30;
/** How often it logs how far it is, in milliseconds. */
const REPORT_MS = 10_000;

export interface Pace {
  /** Messages in a batch. */
  batch: number;
  /** How long it rests after a batch of old messages, as a share of the time that it took. */
  rest: number;
}

/** PostgreSQL works beside the server. */
export const BESIDE: Pace = { batch: 500, rest: 0.5 };
/** The embedded database does nothing else meanwhile. */
export const WITHIN: Pace = { batch: 40, rest: 3 };

interface Surroundings {
  /** The log's newest position, as this node knows it. */
  readPosition(): number;
  /** How long a batch took that indexed something, in seconds. */
  onBatch(seconds: number): void;
  onFault(error: unknown): void;
}

export interface KeepIndexed {
  /** Something was posted or edited. */
  ring(): void;
  stop(): Promise<void>;
}

/**
 * Keeps the index behind the log: indexes what is new shortly after it was committed, and then what is
 * older than the index. Where it fails, it tries again with the next ring.
 */
export function keepIndexed(
  db: Kysely<Tables>,
  log: Logger,
  pace: Pace,
  { readPosition, onBatch, onFault }: Surroundings,
): KeepIndexed {
  const stopping = new AbortController();
  const { signal } = stopping;
  const forms = createForms();
  let reportedAt = Number.NEGATIVE_INFINITY;
  let isFilling = false;
  let seen = { position: readPosition(), at: performance.now() };

  /** How long to rest after a batch that took so long, both in milliseconds. */
  function restAfter({ kind }: Indexed, took: number): number {
    const now = { position: readPosition(), at: performance.now() };
    const isBusy = now.position - seen.position > (BUSY * (now.at - seen.at)) / 1000;
    seen = now;
    if (isBusy) return took * BUSY_REST;
    return kind === 'backfill' ? took * pace.rest : 0;
  }

  async function report(batch: Indexed): Promise<void> {
    if (batch.kind === 'elsewhere') return;
    const isMore = batch.kind === 'backfill' && batch.hasMore;
    const isDone = isFilling && !isMore && batch.kind === 'backfill';
    if (isMore && performance.now() - reportedAt < REPORT_MS) return;
    if (!isMore && !isDone) return;
    isFilling = isMore;
    reportedAt = performance.now();
    const { indexed, total } = await readProgress(db);
    log.info(
      { indexed, total },
      isDone ? 'all messages can be searched' : 'older messages are being indexed for the search',
    );
  }

  async function work(): Promise<void> {
    for (;;) {
      const from = performance.now();
      const batch = await indexBatch(db, pace.batch, forms);
      const took = performance.now() - from;
      await report(batch);
      if (batch.kind === 'elsewhere' || signal.aborted) return;
      if (batch.messages > 0) onBatch(took / 1_000);
      await delay(restAfter(batch, took), undefined, { signal });
      if (!batch.hasMore) return;
    }
  }

  const run = singleFlight(async () => {
    try {
      await delay(GATHER_MS, undefined, { signal });
      await work();
    } catch (error) {
      if (!signal.aborted) onFault(error);
    }
  });

  return {
    ring: () => void (signal.aborted || run()),
    async stop() {
      stopping.abort();
      await run();
    },
  };
}
