import { z } from 'zod';
import { cursorSchema } from '../events/contract.ts';
import { idSchema } from '../lib/ids.ts';
import { multilineText } from '../lib/text.ts';

const bodySchema = multilineText(1, 8000);

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
    // Older servers do not tell it, nor do events from before there was one.
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
  .object({
    clientId: idSchema
      .optional()
      .meta({ description: 'Of the same author: posted once, however often it is sent' }),
    body: bodySchema,
    replyToId: idSchema.nullish(),
  })
  .meta({ id: 'NewMessage' });

export const messageChangeSchema = z.object({ body: bodySchema }).meta({ id: 'MessageChange' });

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
      description: 'More where the page was going: later with after, earlier without',
    }),
    lastSeq: z.int(),
    cursor: cursorSchema,
  })
  .meta({ id: 'MessagePage' });
export type MessagePage = z.output<typeof messagePageSchema>;

/** A mention in a body: whose, folded, and where, from the `@` to behind the name. */
export interface Mention {
  username: string;
  from: number;
  to: number;
}

/**
 * Who is mentioned: `@claire`, not `claire@example.org`. A dot or hyphen that ends a sentence is not
 * part of the name.
 */
export function mentionsIn(body: string): Mention[] {
  // Most have none, and the pattern is dear beside a look.
  if (!body.includes('@')) return [];
  const matches = body.matchAll(/(?<![\p{L}\p{N}_@.-])@([a-z0-9][a-z0-9._-]{1,31})/giu);
  return [...matches].map(({ index, 1: typed = '' }) => {
    const name = typed.replace(/[.-]+$/, '');
    return { username: name.toLowerCase(), from: index, to: index + 1 + name.length };
  });
}

/** The names of those who are mentioned, each once. */
export function mentionedNames(body: string): string[] {
  return [...new Set(mentionsIn(body).map(({ username }) => username))];
}
