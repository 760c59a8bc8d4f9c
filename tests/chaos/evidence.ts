import pg from 'pg';
import { z } from 'zod';
import { residentBytes } from '../bench/processes.ts';
import { openDescriptors } from '../soak/samples.ts';
import { connectTo } from '../support/api.ts';
import { readMetric } from '../support/metrics.ts';
import { digestOf } from './clients/follower.ts';
import type { Failure, HistoryMessage, LogEntry, ResourceSample } from './records.ts';
import { messageSchema } from './request.ts';
import type { World } from './world.ts';

const rowSchema = z
  .object({
    position: z.coerce.number(),
    type: z.string(),
    channel_id: z.string().nullable(),
    user_id: z.string().nullable(),
    member_ids: z.array(z.string()).nullable(),
    is_public: z.boolean(),
    data: z.string(),
  })
  .transform(
    ({ position, type, channel_id, user_id, member_ids, is_public, data }): LogEntry => ({
      position,
      type,
      channelId: channel_id,
      userId: user_id,
      memberIds: member_ids,
      isPublic: is_public,
      digest: digestOf(data),
      messageId: type === 'message.created' ? JSON.parse(data).id : null,
    }),
  );

/** Reads on in the event log, straight from the database: the yardstick that no node is asked for. */
export async function readLog(url: string, log: LogEntry[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query(
      `select position, type, channel_id, user_id, member_ids::text[], is_public, data
       from event_log where position > $1 order by position`,
      [log.length],
    );
    log.push(...z.array(rowSchema).parse(rows));
  } finally {
    await client.end();
  }
}

const pageSchema = z.object({ messages: z.array(messageSchema), hasMore: z.boolean() });

/** All messages of the channels, as a member reads them. */
export async function readHistory(
  url: string,
  token: string,
  channelIds: readonly string[],
): Promise<HistoryMessage[]> {
  const api = connectTo(url);
  const history: HistoryMessage[] = [];
  for (const channelId of channelIds) {
    for (let after = 0, hasMore = true; hasMore; ) {
      const path = `/channels/${channelId}/messages?after=${after}&limit=200`;
      const page = pageSchema.parse((await api.get(path, token)).body);
      history.push(...page.messages);
      after = page.messages.at(-1)?.seq ?? after;
      hasMore = page.hasMore;
    }
  }
  return history;
}

const lineSchema = z.object({
  level: z.number(),
  time: z.number(),
  msg: z.string(),
  reason: z.string().optional(),
  err: z.object({ message: z.string() }).optional(),
});
const WARNS = 40;

/**
 * The lines of the nodes' logs that warn of something. "unexpected error" is what a server says to
 * its own fault, which no other fault excuses.
 *
 * @param startedAt when the run began, as `Date.now()`
 */
export function readWarnings({ nodes }: World, startedAt: number): Failure[] {
  return nodes.flatMap((node, index) =>
    node.outputs().flatMap((printed) =>
      // What follows the last end of a line is a part of one.
      printed
        .split('\n')
        .slice(0, -1)
        .flatMap((line) => {
          if (!line.startsWith('{"level":')) return [];
          const { level, time, msg, reason, err } = lineSchema.parse(JSON.parse(line));
          if (level < WARNS) return [];
          const at = time - startedAt;
          const what = `node ${index} said: ${msg}: ${reason ?? err?.message ?? ''}`;
          return { what, from: at, to: at, isExcusable: msg !== 'unexpected error' };
        }),
    ),
  );
}

/** Of each node that runs. */
export function measureNodes({ nodes }: World): Promise<ResourceSample[]> {
  return Promise.all(
    nodes.map(async ({ url, pid }, node) => ({
      node,
      rss: residentBytes(pid()),
      descriptors: openDescriptors(pid()),
      streams: await readMetric(connectTo(url), 'workspace_streams'),
    })),
  );
}
