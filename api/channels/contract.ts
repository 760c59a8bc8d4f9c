import { z } from 'zod';
import { cursorSchema } from '../events/contract.ts';
import { idSchema } from '../lib/ids.ts';
import { nameText } from '../lib/text.ts';

export const channelNameSchema = nameText(1, 80);
const topicSchema = nameText(0, 500);

export const channelSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(['public', 'private', 'direct']),
    name: z.string().nullable().meta({ description: 'Null for direct channels' }),
    topic: z.string(),
    createdBy: z.uuid(),
    createdAt: z.iso.datetime(),
    archivedAt: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'Since when the channel can be read but not written to' }),
    isGeneral: z.boolean().meta({ description: 'The one channel that everyone is in' }),
    directUserIds: z
      .array(z.uuid())
      .optional()
      .meta({ description: 'The ids of the two users, for direct channels' }),
  })
  .meta({ id: 'Channel' });
export type Channel = z.output<typeof channelSchema>;

export const listedChannelSchema = channelSchema
  .extend({
    lastSeq: z.int(),
    // Absent from older servers.
    lastMessageAt: z.iso
      .datetime()
      .nullable()
      .optional()
      .meta({ description: 'When the newest message was written; null where there is none' }),
    lastReadSeq: z.int(),
    unread: z.int().meta({ description: 'Messages of others after lastReadSeq' }),
    mentions: z.int().meta({ description: 'Those of them that mention the caller' }),
    members: z.int().optional().meta({ description: 'How many are in it; only with scope=all' }),
  })
  .meta({ id: 'ListedChannel' });
export type ListedChannel = z.output<typeof listedChannelSchema>;

export const channelListSchema = z
  .object({ channels: z.array(listedChannelSchema), cursor: cursorSchema })
  .meta({ id: 'ChannelList' });

export const channelsQuerySchema = z.object({
  scope: z
    .literal('all')
    .optional()
    .meta({
      description:
        'Every public and private channel (administrators). ' +
        'In those that the caller is not in, lastReadSeq, unread and mentions are 0.',
    }),
  with: idSchema.optional().meta({
    description: "Of the caller's channels, those that this user is in, too",
  }),
});

export const newChannelSchema = z
  .strictObject({
    name: channelNameSchema,
    kind: z.enum(['public', 'private']),
    topic: topicSchema.optional(),
    memberIds: z.array(idSchema).max(1000).optional(),
  })
  .meta({ id: 'NewChannel' });
export type NewChannel = z.output<typeof newChannelSchema>;

export const channelChangeSchema = z
  .strictObject({
    name: channelNameSchema.optional(),
    topic: topicSchema.optional(),
    archived: z.boolean().optional(),
  })
  .meta({ id: 'ChannelChange' });
export type ChannelChange = z.output<typeof channelChangeSchema>;

export const readPositionSchema = z
  .strictObject({ seq: z.int().min(0).max(2_147_483_647) })
  .meta({ id: 'ReadPosition' });

/** The first message that is to be unread. */
export const unreadFromSchema = z
  .strictObject({ seq: z.int().min(1).max(2_147_483_647) })
  .meta({ id: 'UnreadFrom' });
