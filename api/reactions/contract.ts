import { z } from 'zod';
import { idSchema } from '../lib/ids.ts';

export const reactionSchema = z
  .object({
    emoji: z.string(),
    userIds: z.array(z.uuid()).meta({ description: 'In the order in which they reacted' }),
  })
  .meta({ id: 'Reaction' });
export type Reaction = z.output<typeof reactionSchema>;

export const reactionChangeSchema = z.object({
  channelId: z.uuid(),
  messageId: z.uuid(),
  emoji: z.string(),
  userId: z.uuid(),
  revision: z.int().meta({ description: 'The revision of the message that this makes' }),
});
export type ReactionChange = z.output<typeof reactionChangeSchema>;

export const reactionParams = z.object({
  id: idSchema,
  emoji: z.string().meta({
    description: 'One emoji, a sequence of RGI_Emoji (UTS 51), percent-encoded',
    examples: ['👍'],
  }),
});
