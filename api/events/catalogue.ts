import { z } from 'zod';
import { sessionSchema } from '../auth/contract.ts';
import {
  type Channel,
  channelSchema,
  channelSettingsSchema,
  receiptSchema,
} from '../channels/contract.ts';
import { assertNever } from '../lib/assert-never.ts';
import { messageSchema } from '../messages/contract.ts';
import { presenceChangeSchema, presenceSchema } from '../presence/contract.ts';
import { reactionChangeSchema } from '../reactions/contract.ts';
import { userSchema } from '../users/contract.ts';
import type { Address } from './logged-event.ts';

/** The header in which a page gives its version when it asks for events. */
export const PAGE_VERSION = 'workspace-page-version';
/** The header in which it says in which form it wants to hear who is connected. */
export const PRESENCE_FORM = 'workspace-presence';

const membership = z.object({ channelId: z.uuid(), userId: z.uuid() });
/** Any text: an older client must accept the reasons of a newer server. */
const farewell = z.object({ reason: z.string() });

const MEMBERS = "To the channel's members; of a thread, to those of its parent.";
const ONE = 'To one user.';
const EVERYONE = 'To everyone.';
/** Everyone is told of a public channel, since everyone may join it. */
const OF_CHANNEL =
  'To everyone where the channel is public, else to its members; a thread to those of its parent.';

/**
 * Every event that clients receive: its name, its data and its audience. The description of the API
 * is made from this, and the page parses events with it.
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
    kind('message.created', messageSchema, MEMBERS),
    kind('message.updated', messageSchema, MEMBERS),
    kind('message.deleted', messageSchema, MEMBERS),
    kind('reaction.added', reactionChangeSchema, MEMBERS),
    kind('reaction.removed', reactionChangeSchema, MEMBERS),
    kind('channel.created', channelSchema, OF_CHANNEL),
    kind('channel.updated', channelSchema, OF_CHANNEL),
    kind('channel.deleted', channelSchema, OF_CHANNEL),
    kind('member.joined', membership, MEMBERS),
    kind('member.left', membership, `${MEMBERS} The one who left hears it last.`),
    kind(
      'channel.settings',
      z.object({ channelId: z.uuid(), settings: channelSettingsSchema }),
      ONE,
    ),
    kind('message.saved', z.object({ messageId: z.uuid() }), ONE),
    kind('message.unsaved', z.object({ messageId: z.uuid() }), ONE),
    kind('thread.followed', z.object({ threadId: z.uuid() }), ONE),
    kind('thread.unfollowed', z.object({ threadId: z.uuid() }), ONE),
    kind('user.created', userSchema, EVERYONE),
    kind(
      'user.updated',
      userSchema,
      `${EVERYONE} Sent for another display name, role or status, and when a user is disabled or enabled.`,
    ),
    kind(
      'device-token.reused',
      z.object({ device: z.object({ id: z.uuid(), name: z.string() }), at: z.iso.datetime() }),
      'To one user: somebody has shown a device token of theirs that was spent before, so what that workstation had opened is ended.',
    ),
    kind(
      'device-key.added',
      z.object({
        device: z.object({ id: z.uuid(), name: z.string() }),
        key: z.object({ id: z.uuid(), state: z.enum(['enrolled', 'waiting']) }),
        userId: z.uuid().meta({ description: 'Who signed in with it' }),
        at: z.iso.datetime(),
      }),
      'To each administrator, and to each user of the device: it has proved a key that it did not have before. It was set up anew, or another machine has the same fingerprint.',
    ),
    kind(
      'presence.changed',
      z.object({ online: z.int(), changes: z.array(presenceChangeSchema) }),
      EVERYONE,
    ),
    kind(
      'read.updated',
      z.object({ channelId: z.uuid(), seq: z.int() }),
      "To the reader's own streams: how far they have read. It can move back, where they have marked messages as unread.",
    ),
    kind(
      'receipt.updated',
      receiptSchema.extend({ channelId: z.uuid() }),
      'To the other members of a direct channel, where the reader and they share it: how far the reader has read.',
    ),
    kind(
      'typing',
      z.object({ channelId: z.uuid(), userId: z.uuid() }),
      `${MEMBERS} Somebody writes; it holds for 6 seconds. Not to who writes.`,
    ),
    kind('ping', z.object({ at: z.iso.datetime() }), 'Sent after a while without another event.'),
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
export type DataOf<Name extends Event['event']> = Extract<Event, { event: Name }>['data'];

type Named<Name extends string> = Extract<Event, { event: Name }>;

/** An event that the log keeps, before it has a position. */
export type NewEvent =
  | Named<`member.${string}` | `user.${string}` | `channel.${'updated' | 'deleted'}`>
  | (Named<`message.${'created' | 'updated' | 'deleted'}`> & {
      /** The channel whose members hear it: of a message in a thread, the thread's parent. */
      homeId: string;
      /** The text is as it was before. */
      keepsText?: true;
    })
  | (Named<`reaction.${string}`> & { homeId: string })
  | (Named<
      | 'channel.settings'
      | `message.${'saved' | 'unsaved'}`
      | `thread.${string}`
      | 'device-token.reused'
      | 'device-key.added'
    > & { userId: string })
  | (Named<'channel.created'> & {
      /** The first members; null for a thread, which has none of its own. */
      memberIds: readonly string[] | null;
    });

/** Who hears the event, and whose channels it changes, as the log keeps it. */
export function addressOf(event: NewEvent): Address {
  const nobody = {
    channelId: null,
    userId: null,
    memberIds: null,
    isPublic: false,
    messageId: null,
    keepsText: null,
  };
  switch (event.event) {
    case 'message.created':
    case 'message.updated':
    case 'message.deleted':
      return {
        ...nobody,
        channelId: event.homeId,
        messageId: event.data.id,
        keepsText: event.keepsText ?? null,
      };
    case 'reaction.added':
    case 'reaction.removed':
      return { ...nobody, channelId: event.homeId };
    case 'member.joined':
    case 'member.left':
      return { ...nobody, channelId: event.data.channelId, userId: event.data.userId };
    case 'channel.created':
      return { ...nobody, ...ofChannel(event.data), memberIds: event.memberIds };
    case 'channel.updated':
    case 'channel.deleted':
      return { ...nobody, ...ofChannel(event.data) };
    case 'user.created':
    case 'user.updated':
      return { ...nobody, isPublic: true };
    case 'channel.settings':
    case 'message.saved':
    case 'message.unsaved':
    case 'thread.followed':
    case 'thread.unfollowed':
    case 'device-token.reused':
    case 'device-key.added':
      return { ...nobody, userId: event.userId };
    default:
      return assertNever(event);
  }
}

const ofChannel = ({ id, kind, parentId }: Channel) => ({
  channelId: parentId ?? id,
  isPublic: kind === 'public',
});

/** An event of a newer server, or one whose data has another shape. Its id is a cursor all the same. */
export interface UnknownEvent {
  event: 'unknown';
  data: undefined;
}

/** Parses an event; `unknown` where this version does not know its name or its data's shape. */
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
