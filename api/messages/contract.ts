import { z } from 'zod';
import { cursorSchema } from '../events/contract.ts';
import { idSchema } from '../lib/ids.ts';
import { multilineText } from '../lib/text.ts';

/** The most characters that a message has, as `countCharacters` counts them. */
export const MOST_CHARACTERS = 8000;

const bodySchema = multilineText(1, MOST_CHARACTERS).meta({
  description:
    'Markdown. It mentions @username, @all or @tous (every member) and @here or @ici (members who are connected), outside of code and links, and not after a backslash',
});

export const messageSchema = z
  .object({
    id: z.uuid(),
    channelId: z.uuid(),
    seq: z.int().meta({ description: 'Dense in its channel: 1, 2, 3 …' }),
    authorId: z.uuid(),
    clientId: z.uuid().nullable(),
    body: z.string().nullable().meta({ description: 'Null once deleted' }),
    replyToId: z.uuid().nullable(),
    createdAt: z.iso.datetime(),
    editedAt: z.iso.datetime().nullable(),
    deletedAt: z.iso.datetime().nullable(),
    // Absent from older servers, and from events that were logged before messages had one.
    revision: z.int().default(1).meta({
      description: '1, and one more with every change: of two versions the greater is newer',
    }),
  })
  .meta({ id: 'Message' });
export type Message = z.output<typeof messageSchema>;

/** A message to which nothing has happened yet. */
export function freshMessage(
  message: Omit<Message, 'editedAt' | 'deletedAt' | 'revision'>,
): Message {
  return { ...message, editedAt: null, deletedAt: null, revision: 1 };
}

export const newMessageSchema = z
  .strictObject({
    clientId: idSchema
      .optional()
      .meta({ description: 'A message with the same clientId of the same author is posted once' }),
    body: bodySchema,
    replyToId: idSchema.nullish(),
  })
  .meta({ id: 'NewMessage' });

export const messageChangeSchema = z
  .strictObject({ body: bodySchema })
  .meta({ id: 'MessageChange' });

const seqSchema = z.coerce.number().int().min(0).max(2_147_483_647);
export const pageQuerySchema = z.object({
  before: seqSchema.optional(),
  after: seqSchema.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type PageQuery = z.output<typeof pageQuerySchema>;

export const messagePageSchema = z
  .object({
    messages: z.array(messageSchema),
    hasMore: z.boolean().meta({
      description: 'Whether there are later messages, with after, or earlier ones, without it',
    }),
    lastSeq: z.int(),
    cursor: cursorSchema,
  })
  .meta({ id: 'MessagePage' });
export type MessagePage = z.output<typeof messagePageSchema>;
