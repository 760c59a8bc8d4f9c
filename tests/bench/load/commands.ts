import { z } from 'zod';

/** How a subscriber gets in. Plain data, since it crosses to another process. */
export const subscriberWireSchema = z.object({
  port: z.int(),
  protocol: z.enum(['sse', 'socket.io']),
  /** The request, up to and without the empty line that ends its head. */
  opening: z.string(),
  /** What the answer holds once the subscriber is in. */
  ready: z.string(),
});
export type SubscriberWire = z.output<typeof subscriberWireSchema>;

/** How a post is made. */
export const posterWireSchema = z.object({
  port: z.int(),
  protocol: z.enum(['http', 'socket.io']),
  /** All of the request; `{uuid}` and `{body}` are filled in, and their lengths never change. */
  request: z.string(),
  /** What the answer begins with where the post was taken. */
  accepted: z.string(),
});
export type PosterWire = z.output<typeof posterWireSchema>;

/** What the load generator can be told to do. It answers each with a report when it is done. */
export const commandSchema = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('subscribe'),
    wires: z.array(subscriberWireSchema),
    count: z.int(),
    /** Reads each post's number, for latency, gaps and repeats; otherwise posts are but counted. */
    isExact: z.boolean(),
  }),
  /**
   * From `posters` at once, each waiting for its answer, or at a pace; until `ms` or `count`, and until
   * the subscribers of this very process have all that was posted.
   */
  z.object({
    do: z.literal('post'),
    wires: z.array(posterWireSchema),
    posters: z.int(),
    ms: z.number().default(Number.POSITIVE_INFINITY),
    count: z.number().default(Number.POSITIVE_INFINITY),
    perSecond: z.number().optional(),
  }),
  /** Until so many deliveries have come since the start, or `timeoutMs` have passed. */
  z.object({ do: z.literal('await'), deliveries: z.int(), timeoutMs: z.number() }),
  /** Breaks every subscriber's connection off. */
  z.object({ do: z.literal('cut') }),
  /** Brings all of them back at once, each from the last that it got. */
  z.object({ do: z.literal('resume') }),
  z.object({ do: z.literal('report') }),
]);
export type Command = z.input<typeof commandSchema>;

const percentilesSchema = z.object({ p50: z.number(), p95: z.number(), p99: z.number() });

/** Times are milliseconds of the machine's monotonic clock, the same in every process. */
export const reportSchema = z.object({
  deliveries: z.int(),
  bytes: z.int(),
  /** When the newest delivery came. */
  lastAt: z.number(),
  /** Of the last `post`. */
  posted: z.int(),
  from: z.number(),
  to: z.number(),
  ack: percentilesSchema,
  /** Only where this process both posts and subscribes exactly. */
  receipt: percentilesSchema,
  /** Posts that a subscriber did not get, or got more than once; exact subscribers only. */
  gaps: z.int(),
  repeats: z.int(),
  /** What this process has used so far. */
  cpuSeconds: z.number(),
});
export type Report = z.output<typeof reportSchema>;
