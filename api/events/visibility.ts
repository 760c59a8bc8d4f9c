import type { Address } from './logged-event.ts';

/** Who hears an event of the log. */
export type Audience =
  | { to: 'everyone' }
  | { to: 'members'; channelId: string }
  | { to: 'user'; userId: string | null };

/** For whom the log is read; `channels` are those that the user is in at the stream's position. */
export interface Viewer {
  readonly userId: string;
  readonly channels: Set<string>;
  /** While the stream replays: what the API does not show any more is not replayed. */
  readonly today?: Today | undefined;
  /** False for an older page, which fails at an event that it does not know. */
  readonly knowsNewEvents: boolean;
}

/** The channels that the user is in at a position that is newer than the stream's. */
export interface Today {
  position: number;
  channels: ReadonlySet<string>;
}

interface Event extends Address {
  position: number;
  type: string;
  audience: Audience;
}

export function audienceOf({ isPublic, channelId, userId }: Address): Audience {
  if (isPublic) return { to: 'everyone' };
  return channelId === null ? { to: 'user', userId } : { to: 'members', channelId };
}

/**
 * Whether the viewer may see the event, that is, belongs to its audience before or after it.
 * Applies the event to the viewer's channels.
 */
export function letThrough(viewer: Viewer, event: Event): boolean {
  const isSeenBefore = belongs(viewer, event);
  changeChannels(viewer, event);
  return (isSeenBefore || belongs(viewer, event)) && knows(viewer, event.type);
}

function belongs(viewer: Viewer, event: Event): boolean {
  const { audience } = event;
  switch (audience.to) {
    case 'everyone':
      return true;
    case 'members':
      return isIn(viewer, audience.channelId, event.position) || isParting(viewer, event);
    case 'user':
      return audience.userId === viewer.userId;
  }
}

/** Whether the viewer is in the channel at the position, and may still see today what was said then. */
export function isIn({ channels, today }: Viewer, channelId: string, position: number): boolean {
  if (!channels.has(channelId)) return false;
  return today === undefined || position > today.position || today.channels.has(channelId);
}

/** Tells the viewer that a channel is theirs no more, so it is told although they are not in it. */
function isParting({ userId, channels }: Viewer, event: Event): boolean {
  const isTheirs = event.type === 'member.left' && event.userId === userId;
  return (
    event.channelId !== null &&
    channels.has(event.channelId) &&
    (isTheirs || event.type === 'channel.deleted')
  );
}

/** Whether events of this type change somebody's channels. */
export function isOfMembership(type: string): boolean {
  return MEMBERSHIP.has(type);
}

function knows({ knowsNewEvents }: Viewer, type: string): boolean {
  return knowsNewEvents || FIRST.has(type);
}

const MEMBERSHIP = new Set(['channel.created', 'channel.deleted', 'member.joined', 'member.left']);
/** The events that every page knows. */
const FIRST = new Set([
  ...MEMBERSHIP,
  'channel.updated',
  'message.created',
  'message.updated',
  'message.deleted',
]);

function changeChannels({ userId, channels }: Viewer, event: Event): void {
  const { type, channelId } = event;
  if (channelId === null) return;
  switch (type) {
    case 'channel.created':
      if (event.memberIds?.includes(userId)) channels.add(channelId);
      return;
    case 'member.joined':
      if (event.userId === userId) channels.add(channelId);
      return;
    case 'member.left':
      if (event.userId === userId) channels.delete(channelId);
      return;
    case 'channel.deleted':
      channels.delete(channelId);
      return;
    default:
  }
}
