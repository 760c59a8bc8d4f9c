import { describe, expect, test } from 'vitest';
import { toChart } from './chart.ts';
import type { Sample } from './samples.ts';
import { judge, slope } from './verdict.ts';

/** An hour of a server that is as it was, but for what `change` makes of each minute. */
function hour(change: (minute: number) => Partial<Sample> = () => ({})): Sample[] {
  return Array.from({ length: 60 }, (_, minute) => ({
    at: minute * 60,
    rss: 250e6,
    // Sawtooth, as a garbage collector makes it.
    heap: 60e6 + (minute % 5) * 8e6,
    external: 5e6,
    descriptors: 1_100 + (minute % 3),
    connections: 10,
    streams: 1_020,
    online: 20,
    batches: minute * 500,
    slowBatches: Math.floor(minute / 5),
    receipt: { p50: 9, p95: 15, p99: 25 },
    ack: { p50: 5, p95: 8, p99: 12, longest: 30 },
    posted: 600,
    deliveries: 600_000,
    logIns: 60,
    logOuts: 60,
    refusals: [],
    gaps: 0,
    repeats: 0,
    behind: 0,
    ...change(minute),
  }));
}

const broken = (samples: Sample[]) =>
  judge(samples, { streams: 1_000 })
    .filter(({ holds }) => !holds)
    .map(({ what }) => what);

describe('the verdict of a soak', () => {
  test('is that a server that stays as it is holds', () => {
    expect(broken(hour())).toEqual([]);
  });

  test('does not mind what grows in the first third', () => {
    const filling = hour((minute) => ({ rss: 150e6 + Math.min(minute, 20) * 5e6 }));
    expect(broken(filling)).toEqual([]);
  });

  test.each<[string, (minute: number) => Partial<Sample>]>([
    ['RSS growth in an hour', (minute) => ({ rss: 250e6 + minute * 1e6 })],
    ['heap growth in an hour', (minute) => ({ heap: 60e6 + (minute % 5) * 8e6 + minute * 3e5 })],
    ['descriptors growth in an hour', (minute) => ({ descriptors: 1_100 + minute })],
    ['database connections growth in an hour', (minute) => ({ connections: 10 + minute })],
    [
      'receipt p99, middle third and last',
      (minute) => ({ receipt: { p50: 9, p95: 15, p99: minute < 40 ? 25 : 60 } }),
    ],
    ['batches of the search index over 50 ms', (minute) => ({ slowBatches: minute })],
    ['numbers skipped', () => ({ gaps: 1 })],
    ['numbers repeated', () => ({ repeats: 1 })],
    ['streams behind at the end', () => ({ behind: 1 })],
    ['refusals', (minute) => ({ refusals: minute === 7 ? ['signing in: 503'] : [] })],
    ['streams lost', () => ({ streams: 999 })],
  ])('finds %s', (what, change) => {
    expect(broken(hour(change))).toEqual([what]);
  });

  test('knows the slope of a line', () => {
    const line = [0, 1, 2, 3].map((at) => ({ at, value: 7 + 2 * at }));
    expect(slope(line)).toBeCloseTo(2);
    expect(slope([{ at: 1, value: 5 }])).toBe(0);
  });
});

test('the chart of a soak has a curve for each thing sampled', () => {
  const chart = toChart(hour(), 'an hour');
  expect(chart.match(/<polyline/g)).toHaveLength(6);
  expect(chart).not.toContain('NaN');
});
