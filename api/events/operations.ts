import { z } from 'zod';
import { operations } from '../http/operation.ts';
import { eventSchema, PRESENCE_FORM } from './catalogue.ts';

export const eventOperations = operations('Events', {
  followEvents: {
    method: 'get',
    path: '/events',
    summary: 'Everything that the caller may see, live and without gaps',
    description:
      'Server-sent events: `event` and `data` of each are those of the schema Event. Resume with the last id that was applied. Ignore an event or a field that you do not know, and take its id all the same. Older pages could not do that, so a browser gets `user.created`, `user.updated` and later events only if it sends the header `workspace-page-version`, with any value.',
    request: {
      headers: z.object({
        'last-event-id': z.string().max(256).optional(),
        [PRESENCE_FORM]: z
          .enum(['users', 'numbers'])
          .default('users')
          .meta({ description: 'How `ready` says who is connected: see `Presence.numbers`' }),
      }),
      query: z.object({
        lastEventId: z.string().max(256).optional(),
      }),
    },
    responses: {
      200: {
        description: 'The stream',
        content: { 'text/event-stream': { schema: eventSchema } },
      },
    },
  },
});
