import { z } from 'zod';
import { cursorSchema } from '../events/contract.ts';
import { fileIdsSchema, fileSchema } from '../files/contract.ts';
import { idSchema } from '../lib/ids.ts';
import { multilineText } from '../lib/text.ts';
import { reactionSchema } from '../reactions/contract.ts';

/** The most characters that a message has, as `countCharacters` counts them. */
export const MOST_CHARACTERS = 8000;

/** What is wrong with a message of neither words nor files. */
export const WITHOUT_TEXT = `must be 1 to ${MOST_CHARACTERS} characters long; it may be empty where there are files`;

const bodySchema = multilineText(0, MOST_CHARACTERS).meta({
  description:
    'Markdown. It mentions @username, @all or @tous (every member) and @here or @ici (members who are connected), outside of code and links, and not after a backslash',
});

/** What the root of a thread says of it. */
export const threadSummarySchema = z
  .object({
    id: z.uuid().meta({ description: 'The id of the channel that it is' }),
    replies: z.int().meta({ description: 'How many messages it has that are not deleted' }),
    lastReplyAt: z.iso.datetime().nullable().meta({ description: 'Null where it has none' }),
    participantIds: z
      .array(z.uuid())
      .meta({ description: 'Who has written them, in the order of their first replies' }),
  })
  .meta({ id: 'ThreadSummary' });
export type ThreadSummary = z.output<typeof threadSummarySchema>;

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
    // Absent from servers before 1.1, like those below.
    parentId: z
      .uuid()
      .nullable()
      .default(null)
      .meta({ description: 'The channel of the root, in messages of threads alone' }),
    files: z.array(fileSchema).default([]),
    reactions: z
      .array(reactionSchema)
      .default([])
      .meta({ description: 'In the order in which each emoji came first' }),
    thread: threadSummarySchema
      .nullable()
      .default(null)
      .meta({ description: 'Null where nobody has replied in one' }),
    pinnedAt: z.iso
      .datetime()
      .nullable()
      .default(null)
      .meta({ description: 'Since when it is pinned in its channel' }),
  })
  .meta({ id: 'Message' });
export type Message = z.output<typeof messageSchema>;

/** A message to which nothing has happened yet. */
export function freshMessage(message: Omit<Message, keyof typeof UNTOUCHED>): Message {
  return { ...message, ...UNTOUCHED };
}

const UNTOUCHED = {
  editedAt: null,
  deletedAt: null,
  revision: 1,
  parentId: null,
  files: [],
  reactions: [],
  thread: null,
  pinnedAt: null,
} satisfies Partial<Message>;

export const newMessageSchema = z
  .strictObject({
    clientId: idSchema
      .optional()
      .meta({ description: 'A message with the same clientId of the same author is posted once' }),
    body: bodySchema.default('').meta({ description: 'May be empty where there are files' }),
    replyToId: idSchema.nullish(),
    fileIds: fileIdsSchema.optional(),
  })
  .refine(({ body, fileIds = [] }) => body !== '' || fileIds.length > 0, {
    path: ['body'],
    message: WITHOUT_TEXT,
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

export const savedQuerySchema = z.object({
  before: z.iso
    .datetime()
    .optional()
    .meta({ description: 'Those that were saved earlier: `next` of the page before' }),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type SavedQuery = z.output<typeof savedQuerySchema>;

export const savedListSchema = z
  .object({
    messages: z.array(messageSchema),
    next: z.iso.datetime().nullable().meta({ description: 'Where the next page begins' }),
  })
  .meta({ id: 'SavedList' });
export type SavedList = z.output<typeof savedListSchema>;

export const messageTextSchema = z
  .object({
    revision: z.int().meta({ description: 'The newest revision with this text' }),
    body: z.string(),
    until: z.iso.datetime().meta({ description: 'When it was edited or deleted' }),
  })
  .meta({ id: 'MessageText' });
export type MessageText = z.output<typeof messageTextSchema>;
