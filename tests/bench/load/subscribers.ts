import { until } from '../../support/until.ts';
import { now } from './clock.ts';
import type { Report, SubscriberWire } from './commands.ts';
import { BEAT_MS } from './protocols.ts';
import { openSubscriber, type Subscriber, type SubscriberEvents } from './subscriber.ts';

const AT_ONCE = 50;

/** Everyone who reads, and what they got. `sentAt` knows the posts of this very process. */
export function createSubscribers(sentAt: ReadonlyMap<number, number>) {
  const open: Subscriber[] = [];
  let left: { wire: SubscriberWire; cursor: string }[] = [];
  /** Of each exact subscriber, how often each number came. */
  const seen: number[][] = [];
  let receipts: number[] = [];
  /** Of exact subscribers without the repeats, so that enough of them means that nothing is missing. */
  let deliveries = 0;
  let bytes = 0;
  let lastAt = 0;

  setInterval(() => open.forEach((subscriber) => void subscriber.beat()), BEAT_MS).unref();

  function events(index: number, isExact: boolean): SubscriberEvents {
    const own: number[] = [];
    if (isExact) seen[index] ??= own;
    return {
      onBytes(length) {
        bytes += length;
      },
      onPosts(count) {
        if (!isExact) delivered(count);
      },
      onNumber: isExact ? (number) => note(seen[index] ?? own, number) : undefined,
    };
  }

  function delivered(count: number): void {
    deliveries += count;
    lastAt = now();
  }

  function note(own: number[], number: number): void {
    const times = own[number] ?? 0;
    own[number] = times + 1;
    if (times > 0) return;
    delivered(1);
    const sent = sentAt.get(number);
    if (sent !== undefined) receipts.push(lastAt - sent);
  }

  return {
    /** Divides them among the wires. */
    async open(wires: readonly SubscriberWire[], count: number, isExact: boolean): Promise<void> {
      const wanted = Array.from({ length: count }, (_, index) => wires[index % wires.length]);
      while (open.length < count) {
        const next = wanted.slice(open.length, open.length + AT_ONCE);
        const opening = next.flatMap((wire, index) =>
          wire === undefined ? [] : [openSubscriber(wire, events(open.length + index, isExact))],
        );
        open.push(...(await Promise.all(opening)));
      }
    },
    count: () => open.length,
    /** Resolves when so many have come, or when it has been long enough. */
    wait: (total: number, timeoutMs: number): Promise<void> =>
      until(() => deliveries >= total, timeoutMs).then(
        () => undefined,
        () => undefined,
      ),
    async cut(): Promise<void> {
      left = open.splice(0).map((subscriber) => {
        subscriber.cut();
        return { wire: subscriber.wire, cursor: subscriber.cursor() };
      });
    },
    async resume(): Promise<void> {
      const opening = left.map(({ wire, cursor }, index) =>
        openSubscriber(wire, events(index, true), cursor),
      );
      open.push(...(await Promise.all(opening)));
    },
    forgetReceipts(): void {
      receipts = [];
    },
    receipts: (): readonly number[] => receipts,
    counted: () => ({ deliveries, bytes, lastAt }),
    /** Against all the numbers up to `total`. */
    check(total: number): Pick<Report, 'gaps' | 'repeats'> {
      let gaps = 0;
      let repeats = 0;
      for (const own of seen) {
        const came = own.filter((times) => times > 0);
        gaps += Math.max(0, total - came.length);
        repeats += came.reduce((sum, times) => sum + times - 1, 0);
      }
      return { gaps, repeats };
    },
  };
}
