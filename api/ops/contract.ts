import { z } from 'zod';
import { indexProgressSchema } from '../search/contract.ts';

export const settingsSchema = z.object({
  webClient: z.enum(['local', 'on', 'off']),
  trustedProxies: z.array(z.string()).meta({ description: 'As address/bits' }),
  oneUserPerAddress: z.boolean(),
  heartbeat: z.object({ intervalMs: z.int(), timeoutMs: z.int() }),
  pingIntervalMs: z.int().meta({
    description: 'A stream on which nothing happens for so long gets a ping (milliseconds)',
  }),
  mostFileBytes: z.int().meta({ description: 'Of one file (MAX_FILE_BYTES)' }),
});
export type Settings = z.output<typeof settingsSchema>;

/** Who asks, as the server sees it. */
const clientSchema = z.object({
  address: z.string().meta({ description: 'What throttling counts, seen through trusted proxies' }),
  peer: z.string().meta({ description: 'The other end of the connection: the client or a proxy' }),
  isPeerTrusted: z.boolean().meta({ description: 'Whether TRUSTED_PROXIES names the peer' }),
  forwardedFor: z.string().nullable().meta({ description: 'X-Forwarded-For, as received' }),
  isSecure: z.boolean().meta({ description: 'Whether a trusted proxy says that it was HTTPS' }),
});
export type Client = z.output<typeof clientSchema>;

const diskSchema = z.object({ freeBytes: z.int(), totalBytes: z.int() });

/** What only the server itself knows about its machine, database and settings. */
export const nodeStateSchema = z.object({
  version: z.string(),
  nodeVersion: z.string(),
  now: z.iso.datetime(),
  uptimeSeconds: z.number(),
  memoryBytes: z.int(),
  fileLimit: z.int().nullable().meta({ description: 'Open files at most; null where unknown' }),
  database: z.object({
    kind: z.enum(['embedded', 'postgresql']),
    version: z.string(),
    latencyMs: z.number().meta({ description: 'The median of a few of the simplest queries' }),
    sizeBytes: z.int(),
    pendingMigrations: z.array(z.string()),
  }),
  disk: diskSchema
    .nullable()
    .meta({ description: "The database's; null where it is on another machine" }),
  filesDisk: diskSchema
    .nullable()
    .meta({ description: 'Of the files of messages; null where they are in a bucket' }),
  search: indexProgressSchema.meta({ description: 'How far the index of the search is' }),
  settings: settingsSchema,
});
export type NodeState = z.output<typeof nodeStateSchema>;

export const diagnosticsSchema = nodeStateSchema
  .extend({ client: clientSchema })
  .meta({ id: 'Diagnostics' });
export type Diagnostics = z.output<typeof diagnosticsSchema>;
