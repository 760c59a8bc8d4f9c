import { z } from 'zod';
import { channelSchema } from '../channels/contract.ts';
import { messageSchema } from '../messages/contract.ts';

/** A longer query is refused. */
export const MOST_QUERY_CHARACTERS = 500;

export const searchQuerySchema = z.object({
  q: z
    .string()
    .max(MOST_QUERY_CHARACTERS)
    .meta({
      description:
        'Words that are all wanted, 20 at most, the last also as a beginning; "a phrase"; -without; from:claire from:me in:general in:@claire before:2026-01-31 after: on: (days, in the caller’s time zone) has:link has:file has:reaction is:pinned is:saved is:thread mentions:me; in French de: dans: avant: après: le: avec:lien est:épinglé mentionne:moi',
      examples: ['sauvegarde from:claire after:2026-01-01'],
    }),
  before: z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'Those that come after a page: its `next`' }),
  limit: z.coerce.number().int().min(1).max(50).default(20),
});
export type SearchQuery = z.output<typeof searchQuerySchema>;

/** How far the index is. */
export const indexProgressSchema = z.object({
  isComplete: z.boolean().meta({
    description: 'Whether all messages can be searched, but for those of this moment',
  }),
  indexed: z.int().meta({ description: 'Messages in the index' }),
  total: z.int().meta({
    description: 'Messages that belong there; estimated where they are many',
  }),
});
export type IndexProgress = z.output<typeof indexProgressSchema>;

export const searchResultSchema = z
  .object({
    message: messageSchema,
    channel: channelSchema.pick({ id: true, kind: true, name: true }),
    highlights: z
      .array(z.tuple([z.int(), z.int()]))
      .meta({ description: 'What to mark of `body`: from and to, in UTF-16 units' }),
  })
  .meta({ id: 'SearchResult' });
export type SearchResult = z.output<typeof searchResultSchema>;

export const searchPageSchema = z
  .object({
    results: z.array(searchResultSchema).meta({ description: 'Newest first' }),
    next: z.string().nullable().meta({
      description:
        'Where the next page begins; also after a page that is short or empty, where older messages have not been looked at yet',
    }),
    isIndexed: z.boolean().meta({
      description: 'False while older messages are not indexed yet, so that some may be missing',
    }),
  })
  .meta({ id: 'SearchPage' });
export type SearchPage = z.output<typeof searchPageSchema>;
