import { z } from 'zod';
import { posterWireSchema, subscriberWireSchema } from '../bench/load/commands.ts';

/** What the load is told at its start, once; it answers "ready" when all streams are open. */
export const loadOptionsSchema = z.object({
  /** Of the server, without a path. */
  url: z.string(),
  subscribers: z.array(subscriberWireSchema),
  poster: posterWireSchema,
  streams: z.int(),
  postsPerSecond: z.number(),
  /** Who logs in, holds a stream for a while, and logs out, over and over. */
  visitors: z.array(z.object({ username: z.string(), password: z.string() })),
  /** How long a visitor stays, and stays away, each. */
  visitMs: z.number(),
});
export type LoadOptions = z.output<typeof loadOptionsSchema>;

const percentilesSchema = z.object({ p50: z.number(), p95: z.number(), p99: z.number() });

/** What it answers to "report": latencies in milliseconds, and counts, since the report before. */
export const loadReportSchema = z.object({
  /** From when a post was due to each of its receipts. */
  receipt: percentilesSchema,
  /** To its answer, and the longest. */
  ack: percentilesSchema.extend({ longest: z.number() }),
  posted: z.int(),
  deliveries: z.int(),
  logIns: z.int(),
  logOuts: z.int(),
  /** What a visitor was refused or could not do. */
  refusals: z.array(z.string()),
  /** Numbers that a stream skipped or got again, since the start. */
  gaps: z.int(),
  repeats: z.int(),
  /** Streams that have ended although they should not, since the start. */
  behind: z.int(),
});
export type LoadReport = z.output<typeof loadReportSchema>;
