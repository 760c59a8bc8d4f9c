import { z } from 'zod';
import { cursorSchema } from '../events/contract.ts';
import { idSchema } from '../lib/ids.ts';
import { nameText } from '../lib/text.ts';

export const channelNameSchema = nameText(1, 80);
const topicSchema = nameText(0, 500);

export const channelSchema = z
  .object({
    id: z.uuid(),
    kind: z.enum(['public', 'private', 'direct', 'thread']),
    name: z.string().nullable().meta({ description: 'Null for direct channels and threads' }),
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
      .meta({ description: 'The ids of all its users, for direct channels' }),
    parentId: z.uuid().optional().meta({ description: 'The channel of the root, for threads' }),
    rootMessageId: z.uuid().optional().meta({ description: 'What is replied to, for threads' }),
  })
  .meta({ id: 'Channel' });
export type Channel = z.output<typeof channelSchema>;

export const receiptSchema = z.object({
  userId: z.uuid(),
  seq: z.int().meta({ description: 'How far this user has read' }),
  at: z.iso.datetime(),
});

const notifySchema = z.enum(['all', 'mentions', 'nothing']);

/** What the caller wants of a channel. */
export const channelSettingsSchema = z
  .object({
    notify: notifySchema.meta({
      description:
        'Of which messages they are told: by itself all of a direct channel, else mentions',
    }),
    isMuted: z.boolean().meta({ description: 'It counts nothing but mentions' }),
    isFavourite: z.boolean(),
    isHidden: z.boolean().meta({
      description: 'Of direct channels: out of the list until the next message',
    }),
  })
  .meta({ id: 'ChannelSettings' });
export type ChannelSettings = z.output<typeof channelSettingsSchema>;

export const channelSettingsChangeSchema = z
  .strictObject({
    notify: notifySchema.optional(),
    isMuted: z.boolean().optional(),
    isFavourite: z.boolean().optional(),
    isHidden: z.boolean().optional(),
  })
  .meta({ id: 'ChannelSettingsChange' });
export type ChannelSettingsChange = z.output<typeof channelSettingsChangeSchema>;

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
    receipts: z.array(receiptSchema).optional().meta({
      description: 'Of the others in a direct channel, where they and the caller share them',
    }),
    // Absent from older servers, and with scope=all.
    settings: channelSettingsSchema.optional(),
    isFollowing: z.boolean().optional().meta({ description: 'Of threads' }),
    members: z.int().optional().meta({ description: 'How many are in it; only with scope=all' }),
  })
  .meta({ id: 'ListedChannel' });
export type ListedChannel = z.output<typeof listedChannelSchema>;

/** A thread as one user has it. */
export const threadSchema = listedChannelSchema
  .extend({ parentId: z.uuid(), rootMessageId: z.uuid(), isFollowing: z.boolean() })
  .meta({ id: 'Thread' });
export type Thread = z.output<typeof threadSchema>;

export const followedThreadsSchema = z
  .object({
    followedIds: z
      .array(z.uuid())
      .meta({ description: 'All that the caller follows, in channels that they are in' }),
    unread: z
      .array(threadSchema)
      .meta({ description: 'Those of them with unread messages: at most 100, newest reply first' }),
  })
  .meta({ id: 'FollowedThreads' });
export type FollowedThreads = z.output<typeof followedThreadsSchema>;

export const channelListSchema = z
  .object({
    channels: z.array(listedChannelSchema),
    // Absent from older servers.
    threads: followedThreadsSchema.optional().meta({
      description: 'Absent with scope and with',
    }),
    cursor: cursorSchema,
  })
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

export const directGroupSchema = z
  .strictObject({
    userIds: z
      .array(idSchema)
      .min(2)
      .max(8)
      .refine((ids) => new Set(ids).size === ids.length, 'must name each user once')
      .meta({ description: 'The others, not the caller' }),
  })
  .meta({ id: 'DirectGroup' });
