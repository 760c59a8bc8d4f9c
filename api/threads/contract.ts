import { z } from 'zod';
import { threadSchema } from '../channels/contract.ts';
import { messageSchema } from '../messages/contract.ts';

export const threadsQuerySchema = z.object({
  unread: z.enum(['true', 'false']).optional(),
  before: z.iso
    .datetime()
    .optional()
    .meta({ description: 'Those whose newest reply is older: `next` of the page before' }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(30)
    .meta({ description: 'A page is longer by those whose newest replies came at the same time' }),
});
export type ThreadsQuery = z.output<typeof threadsQuerySchema>;

export const threadListSchema = z
  .object({
    threads: z.array(
      z.object({
        thread: threadSchema,
        root: messageSchema,
        lastReply: messageSchema.nullable().meta({ description: 'The newest, deleted or not' }),
        unread: z.int(),
        mentions: z.int(),
      }),
    ),
    next: z.iso.datetime().nullable().meta({ description: 'Where the next page begins' }),
  })
  .meta({ id: 'ThreadList' });
export type ThreadList = z.output<typeof threadListSchema>;
