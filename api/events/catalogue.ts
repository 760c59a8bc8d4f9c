import { z } from 'zod';
import { assertNever } from '../assert-never.ts';
import { sessionSchema } from '../auth/contract.ts';
import { channelSchema } from '../channels/contract.ts';
import { messageSchema } from '../messages/contract.ts';
import { presenceChangeSchema, presenceSchema } from '../presence/contract.ts';

const membership = z.object({ channelId: z.uuid(), userId: z.uuid() });
/** Any text: a client of today is to understand the reasons of tomorrow as far as it can. */
const farewell = z.object({ reason: z.string() });

/**
 * Every event that clients hear, told apart by its name. The description of the API is made from it,
 * and the page reads by it.
 */
export const eventSchema = z
  .discriminatedUnion('event', [
    kind(
      'ready',
      z.object({
        version: z.string().optional().meta({ description: "The server's version" }),
        session: sessionSchema.optional().meta({ description: 'Absent for API tokens' }),
        presence: presenceSchema,
      }),
      'Always first. Its id is the cursor that the stream starts from.',
    ),
    kind('message.created', messageSchema),
    kind('message.updated', messageSchema),
    kind('message.deleted', messageSchema),
    kind('channel.created', channelSchema),
    kind('channel.updated', channelSchema),
    kind('channel.deleted', channelSchema),
    kind('member.joined', membership),
    kind('member.left', membership),
    kind('presence.changed', z.object({ online: z.int(), changes: z.array(presenceChangeSchema) })),
    kind(
      'read.updated',
      z.object({ channelId: z.uuid(), seq: z.int() }),
      "To the reader's own streams.",
    ),
    kind('ping', z.object({ at: z.iso.datetime() }), 'Sent where nothing else was for a while.'),
    kind('session.ended', farewell, 'The last event: do not reconnect.'),
    kind('stream.closing', farewell, 'The last event: reconnect with the cursor, after `retry`.'),
    kind(
      'reset',
      farewell,
      'The cursor cannot be honoured: load everything anew, go on from this id.',
    ),
  ])
  .meta({ id: 'Event' });
export type Event = z.output<typeof eventSchema>;

/** Who hears an event of the log. */
export type Audience = { to: 'members'; channelId: string } | { to: 'everyone' };

/** An event that the log keeps, before it has a position. */
export type NewEvent =
  | Extract<
      Event,
      { event: `message.${string}` | `member.${string}` | `channel.${'updated' | 'deleted'}` }
    >
  | (Extract<Event, { event: 'channel.created' }> & {
      /** Who is in it from the beginning. */
      memberIds: readonly string[];
    });

/** Everyone sees a public channel come, change and go, so that they can join it. */
export function audienceOf(event: NewEvent): Audience {
  switch (event.event) {
    case 'message.created':
    case 'message.updated':
    case 'message.deleted':
    case 'member.joined':
    case 'member.left':
      return { to: 'members', channelId: event.data.channelId };
    case 'channel.created':
    case 'channel.updated':
    case 'channel.deleted':
      return event.data.kind === 'public'
        ? { to: 'everyone' }
        : { to: 'members', channelId: event.data.id };
    default:
      return assertNever(event);
  }
}

/** An event of a newer server, or one whose data has another shape. Its id is a cursor all the same. */
export interface UnknownEvent {
  event: 'unknown';
  data: undefined;
}

/** The event of this name, where this version knows it and its data is as it should be. */
export function readEvent(event: string | undefined, data: unknown): Event | UnknownEvent {
  const { data: known } = eventSchema.safeParse({ event, data });
  return known ?? { event: 'unknown', data: undefined };
}

function kind<Name extends string, Data extends z.ZodType>(
  event: Name,
  data: Data,
  description?: string,
) {
  const id = `${event.replace(/(^|[.])(.)/g, (_, _dot, letter) => letter.toUpperCase())}Event`;
  return z
    .object({ event: z.literal(event), data })
    .meta({ id, ...(description && { description }) });
}
