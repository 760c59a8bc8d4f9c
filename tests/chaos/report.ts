import type { Run } from './run.ts';

/** The figures of a run. */
export function summarise({ timeline, evidence, closings, checks, skipped }: Run) {
  const { posts, streams, seats, presence, resources, log } = evidence;
  const has = (from: number, to: number) => (post: (typeof posts)[number]) =>
    post.answers.some(({ status }) => status >= from && status < to);
  const acknowledged = posts.filter(has(200, 300));
  const rest = posts.filter((post) => !acknowledged.includes(post));
  const attempts = posts.flatMap(({ answers }) => answers);
  const worst = new Map<string, { times: number; worstMs: number }>();
  for (const { fault, recoveredMs } of timeline) {
    const { times = 0, worstMs = 0 } = worst.get(fault) ?? {};
    const most = Math.max(worstMs, Math.round(recoveredMs));
    worst.set(fault, { times: times + 1, worstMs: most });
  }
  return {
    seen: {
      'events logged': log.length,
      'posts acknowledged': acknowledged.length,
      'posts refused': rest.filter(has(400, 500)).length,
      'posts unknown': rest.filter((post) => !has(400, 500)(post)).length,
      'attempts answered 503': attempts.filter(({ status }) => status === 503).length,
      'attempts without an answer': attempts.filter(({ status }) => status === 0).length,
      deliveries: streams.reduce((sum, { received }) => sum + received.length, 0),
      'streams opened': streams.reduce((sum, { connects }) => sum + connects, 0),
      'log-ins': seats.filter(({ status }) => status === 201).length,
      'log-ins refused': seats.filter(({ status }) => status === 409).length,
      'presence answers': presence.length,
    },
    closings: Object.fromEntries(closings),
    recovery: Object.fromEntries([...worst].toSorted(([a], [b]) => a.localeCompare(b))),
    resources,
    skipped,
    checks,
  };
}

export type Summary = ReturnType<typeof summarise>;

const SHOWN = 10;

export function toText({ seen, closings, recovery, resources, skipped, checks }: Summary): string {
  const pairs = (values: Record<string, unknown>) =>
    Object.entries(values).map(([name, value]) => `  ${name}: ${value}`);
  const usage = resources.before.map(({ node, rss, descriptors }) => {
    const after = resources.after.find((sample) => sample.node === node);
    const megabytes = (bytes = 0) => Math.round(bytes / 1e6);
    return `  node ${node}: ${megabytes(rss)} MB and ${descriptors} descriptors after the warm-up, ${megabytes(after?.rss)} MB and ${after?.descriptors} at the end`;
  });
  return [
    'Seen',
    ...pairs(seen),
    ...Object.entries(closings).map(([why, count]) => `  streams ended as ${why}: ${count}`),
    'Faults: how often, and the longest until all was well again',
    ...Object.entries(recovery).map(
      ([name, { times, worstMs }]) => `  ${name}: ${times}, ${worstMs} ms`,
    ),
    ...skipped.map((line) => `  skipped ${line}`),
    'Resources',
    ...usage,
    'Invariants: of how many checks, how many were violated',
    ...checks.flatMap(({ invariant, checked, violations }) => [
      `  ${invariant}: ${checked}, ${violations.length}`,
      ...violations.slice(0, SHOWN).map((what) => `    ${what}`),
      ...(violations.length > SHOWN ? [`    and ${violations.length - SHOWN} more`] : []),
    ]),
  ].join('\n');
}
