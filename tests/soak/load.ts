import { now } from '../bench/load/clock.ts';
import { percentiles } from '../bench/load/latencies.ts';
import { postBody } from '../bench/load/post-body.ts';
import { openPoster } from '../bench/load/poster.ts';
import { pace } from '../bench/load/posting.ts';
import { openSubscriber } from '../bench/load/subscriber.ts';
import { createTexts } from '../bench/load/texts.ts';
import { connectTo } from '../support/api.ts';
import { type LoadOptions, type LoadReport, loadOptionsSchema } from './load-protocol.ts';
import { createVisitors } from './visitors.ts';

/**
 * The load of the soak, in a process of its own. One connection posts, so that the numbers that the
 * posts carry reach every stream in their order: the next one is all that a stream has to remember.
 */
const AT_ONCE = 50;
/** A post that was due so long ago should have arrived; a stream that has less is behind. */
const LATE_MS = 10_000;

const sentAt: number[] = [];
const next: number[] = [];
let window = emptyWindow();
let gaps = 0;
let repeats = 0;

function emptyWindow() {
  return { receipts: [] as number[], acks: [] as number[], posted: 0, deliveries: 0 };
}

function receive(stream: number, number: number): void {
  const expected = next[stream] ?? 1;
  if (number < expected) {
    repeats += 1;
    return;
  }
  gaps += number - expected;
  next[stream] = number + 1;
  window.deliveries += 1;
  window.receipts.push(now() - (sentAt[number] ?? 0));
}

async function begin(options: LoadOptions): Promise<void> {
  const { subscribers, streams, poster, postsPerSecond } = options;
  for (let from = 0; from < streams; from += AT_ONCE) {
    const opening = Array.from({ length: Math.min(AT_ONCE, streams - from) }, (_, index) => {
      const stream = from + index;
      const wire = subscribers[stream % subscribers.length];
      if (wire === undefined) throw new Error('there is nothing to subscribe to');
      next[stream] = 1;
      return openSubscriber(wire, {
        onBytes: () => undefined,
        onPosts: () => undefined,
        onNumber: (number) => receive(stream, number),
      });
    });
    await Promise.all(opening);
  }
  // What people say is as varied as this, and is the most that the search has to index.
  const texts = createTexts(7);
  const open = await openPoster(poster, (number) =>
    postBody(number, `${texts.make()} ${texts.make()} ${texts.make()}`),
  );
  const posting = {
    next() {
      window.posted += 1;
      sentAt[sentAt.length || 1] = now();
      return sentAt.length - 1;
    },
    onTaken: (ms: number) => void window.acks.push(ms),
  };
  pace([open], { ms: Number.POSITIVE_INFINITY, perSecond: postsPerSecond }, posting).catch(fail);
}

function report(visits: ReturnType<typeof createVisitors>): LoadReport {
  const { receipts, acks, posted, deliveries } = window;
  window = emptyWindow();
  const due = sentAt.findLastIndex((at) => at !== undefined && at < now() - LATE_MS);
  return {
    receipt: percentiles(receipts),
    ack: { ...percentiles(acks), longest: Math.max(0, ...acks) },
    posted,
    deliveries,
    ...visits.take(),
    gaps,
    repeats,
    behind: next.filter((number) => number <= due).length,
  };
}

function fail(error: unknown): void {
  console.error(error);
  process.exit(1);
}

process.once('message', (message) => {
  const options = loadOptionsSchema.parse(message);
  const visits = createVisitors(connectTo(options.url), options);
  begin(options).then(() => {
    visits.begin();
    process.send?.('ready');
  }, fail);
  process.on('message', () => process.send?.(report(visits)));
});
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
