import { median } from '../bench/statistics.ts';
import type { SoakOptions } from './run.ts';
import type { Sample } from './samples.ts';

/** One thing that must hold, and what was found. */
export interface Finding {
  what: string;
  holds: boolean;
  found: string;
  tolerance: string;
}

/** Growth in an hour, as a share of where it was. */
const MEMORY_TOLERANCE = 0.1;
const DESCRIPTOR_TOLERANCE = 10;
/** Of the last third's median against the middle one's: a factor, and milliseconds for noise. */
const LATENCY_FACTOR = 1.5;
const LATENCY_NOISE_MS = 10;
/** What a shared machine does to a thousand of anything. */
const SELDOM = 0.001;
/** Memory goes up and down with garbage collection; the least of so many samples is what is kept. */
const SAMPLES_A_LOW = 8;

/**
 * Judges the last two thirds: in the first, the server fills its window of newest events and its
 * runtime settles. Memory and descriptors by the slope of a straight line through them.
 */
export function judge(samples: readonly Sample[], { streams }: Pick<SoakOptions, 'streams'>) {
  const settled = samples.slice(Math.floor(samples.length / 3));
  const middle = settled.slice(0, Math.floor(settled.length / 2));
  const last = settled.slice(Math.floor(settled.length / 2));
  const end = samples.at(-1);
  const sum = (of: (sample: Sample) => number) =>
    samples.reduce((total, sample) => total + of(sample), 0);
  return [
    memory('RSS', settled, ({ rss }) => rss),
    memory('heap', settled, ({ heap }) => heap),
    steady('descriptors', settled, ({ descriptors }) => descriptors),
    steady('database connections', settled, ({ connections }) => connections),
    latency('receipt p50', middle, last, ({ receipt }) => receipt.p50),
    latency('receipt p99', middle, last, ({ receipt }) => receipt.p99),
    seldom('batches of the search index over 50 ms', end?.slowBatches, end?.batches),
    exactly('numbers skipped', end?.gaps ?? Number.NaN, 0),
    exactly('numbers repeated', end?.repeats ?? Number.NaN, 0),
    exactly('streams behind at the end', end?.behind ?? Number.NaN, 0),
    exactly(
      'refusals',
      sum(({ refusals }) => refusals.length),
      0,
    ),
    exactly('streams lost', Math.max(0, streams - (end?.streams ?? 0)), 0),
  ];
}

function memory(what: string, samples: readonly Sample[], of: (sample: Sample) => number): Finding {
  const lows = lowsOf(samples, of);
  const growth = (slope(lows) * 3_600) / median(lows.map(({ value }) => value));
  return {
    what: `${what} growth in an hour`,
    holds: growth <= MEMORY_TOLERANCE,
    found: `${(growth * 100).toFixed(1)} %`,
    tolerance: `at most ${MEMORY_TOLERANCE * 100} %`,
  };
}

function steady(what: string, samples: readonly Sample[], of: (sample: Sample) => number): Finding {
  const growth = slope(samples.map((sample) => ({ at: sample.at, value: of(sample) }))) * 3_600;
  return {
    what: `${what} growth in an hour`,
    holds: growth <= DESCRIPTOR_TOLERANCE,
    found: growth.toFixed(1),
    tolerance: `at most ${DESCRIPTOR_TOLERANCE}`,
  };
}

function latency(
  what: string,
  middle: readonly Sample[],
  last: readonly Sample[],
  of: (sample: Sample) => number,
): Finding {
  const [before, after] = [median(middle.map(of)), median(last.map(of))];
  return {
    what: `${what}, middle third and last`,
    holds: after <= before * LATENCY_FACTOR + LATENCY_NOISE_MS,
    found: `${before.toFixed(1)} and ${after.toFixed(1)} ms`,
    tolerance: `at most ${LATENCY_FACTOR} times and ${LATENCY_NOISE_MS} ms`,
  };
}

function seldom(what: string, count = Number.NaN, of = Number.NaN): Finding {
  return {
    what,
    holds: count <= of * SELDOM,
    found: `${count} of ${of}`,
    tolerance: `at most one in ${1 / SELDOM}`,
  };
}

function exactly(what: string, found: number, wanted: number): Finding {
  return { what, holds: found === wanted, found: String(found), tolerance: String(wanted) };
}

interface Point {
  at: number;
  value: number;
}

function lowsOf(samples: readonly Sample[], of: (sample: Sample) => number): Point[] {
  const lows: Point[] = [];
  for (let from = 0; from < samples.length; from += SAMPLES_A_LOW) {
    const points = samples
      .slice(from, from + SAMPLES_A_LOW)
      .map((sample) => ({ at: sample.at, value: of(sample) }));
    lows.push(points.reduce((least, point) => (point.value < least.value ? point : least)));
  }
  return lows;
}

/** Of the straight line with the least squares, per second; 0 through fewer than two points. */
export function slope(points: readonly Point[]): number {
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const [x, y] = [mean(points.map(({ at }) => at)), mean(points.map(({ value }) => value))];
  const spread = points.reduce((sum, { at }) => sum + (at - x) ** 2, 0);
  if (points.length < 2 || spread === 0) return 0;
  return points.reduce((sum, { at, value }) => sum + (at - x) * (value - y), 0) / spread;
}

export function toLines(findings: readonly Finding[]): string[] {
  return findings.map(
    ({ what, holds, found, tolerance }) =>
      `${holds ? 'holds ' : 'BROKEN'} ${what}: ${found} (${tolerance})`,
  );
}
