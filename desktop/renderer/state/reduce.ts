import type { ListedChannel } from '../../../api/channels/contract.ts';
import type { Message } from '../../../api/messages/contract.ts';
import type { PresenceChange, PresentUser } from '../../../api/presence/contract.ts';
import type { User } from '../../../api/users/contract.ts';
import type { LiveEvent } from './live-event.ts';
import type { Connection, OutgoingPost, Snapshot, State } from './state.ts';
import { addPage, emptyTimeline, type Page, withMessage } from './timeline.ts';

export type Action =
  | { type: 'snapshot'; snapshot: Snapshot }
  | { type: 'channels'; channels: readonly ListedChannel[] }
  | { type: 'users'; users: readonly User[] }
  | { type: 'event'; event: LiveEvent; id: string | undefined }
  | { type: 'page'; channelId: string; page: Page }
  | { type: 'left-timeline'; channelId: string }
  | { type: 'connection'; connection: Connection }
  | { type: 'posted'; post: OutgoingPost }
  | { type: 'post-settled'; clientId: string; message: Message }
  | { type: 'post-refused'; clientId: string; detail: string }
  | { type: 'post-retried'; clientId: string }
  | { type: 'post-dropped'; clientId: string }
  | { type: 'read'; channelId: string; seq: number };

/** The state after the action. Applying an event again changes nothing. */
export function reduce(state: State, action: Action): State {
  switch (action.type) {
    case 'snapshot':
      return applySnapshot(state, action.snapshot);
    case 'channels':
      return applyList(state, action.channels);
    case 'users':
      return { ...state, users: byId(action.users) };
    case 'event': {
      const applied = applyEvent(state, action.event);
      return action.id === undefined ? applied : { ...applied, cursor: action.id };
    }
    case 'page': {
      const before = state.timelines.get(action.channelId) ?? emptyTimeline;
      return withTimeline(state, action.channelId, addPage(before, action.page));
    }
    case 'left-timeline': {
      const timelines = new Map(state.timelines);
      timelines.delete(action.channelId);
      return { ...state, timelines };
    }
    case 'connection':
      return { ...state, connection: action.connection };
    case 'posted':
      return { ...state, outbox: [...state.outbox, action.post] };
    case 'post-settled':
      return applyEvent(withoutPost(state, action.clientId), {
        event: 'message.created',
        data: action.message,
      });
    case 'post-refused':
      return changePost(state, action.clientId, { status: 'failed', detail: action.detail });
    case 'post-retried':
      return changePost(state, action.clientId, { status: 'waiting', detail: undefined });
    case 'post-dropped':
      return withoutPost(state, action.clientId);
    case 'read':
      return markRead(state, action.channelId, action.seq);
  }
}

function applySnapshot(state: State, snapshot: Snapshot): State {
  return {
    ...state,
    me: snapshot.me,
    session: snapshot.session,
    users: byId(snapshot.users),
    channels: byId(snapshot.channels),
    // What was on screen may have holes now; it is read again where it is looked at.
    timelines: new Map(),
    cursor: snapshot.cursor,
    isStale: false,
  };
}

/** The list as it was read; where events have gone on since, they know better, and it is still stale. */
function applyList(state: State, listed: readonly ListedChannel[]): State {
  const isOvertaken = (channel: ListedChannel) =>
    (state.channels.get(channel.id)?.lastSeq ?? 0) > channel.lastSeq;
  return {
    ...state,
    channels: byId(
      listed.map((channel) =>
        isOvertaken(channel) ? (state.channels.get(channel.id) ?? channel) : channel,
      ),
    ),
    isStale: listed.some(isOvertaken),
  };
}

function applyEvent(state: State, live: LiveEvent): State {
  switch (live.event) {
    case 'ready':
      return {
        ...state,
        presence: new Map(live.data.presence.users.map((user) => [user.userId, user])),
        online: live.data.presence.online,
      };
    case 'message.created':
      return applyCreated(state, live.data);
    case 'message.updated':
    case 'message.deleted':
      return applyChanged(state, live.data);
    case 'channel.created':
    case 'channel.updated':
      return applyChannel(state, live.data.id, live.data);
    case 'channel.deleted':
      return withoutChannel(state, live.data.id);
    case 'member.joined':
      // A channel that is new to the user comes with its counts in the list.
      return live.data.userId === state.me.id && !state.channels.has(live.data.channelId)
        ? { ...state, isStale: true }
        : state;
    case 'member.left':
      return live.data.userId === state.me.id ? withoutChannel(state, live.data.channelId) : state;
    case 'presence.changed':
      return applyPresence(state, live.data.online, live.data.changes);
    case 'read.updated':
      return markRead(state, live.data.channelId, live.data.seq);
    case 'reset':
    case 'ping':
    case 'session.ended':
    case 'stream.closing':
      return state;
  }
}

function applyCreated(state: State, message: Message): State {
  const settled =
    message.clientId !== null && message.authorId === state.me.id
      ? withoutPost(state, message.clientId)
      : state;
  const channel = settled.channels.get(message.channelId);
  if (channel === undefined) return { ...settled, isStale: true };
  const timeline = settled.timelines.get(message.channelId);
  const shown =
    timeline === undefined
      ? settled
      : withTimeline(settled, message.channelId, withMessage(timeline, message));
  // The list has counted it already.
  if (message.seq <= channel.lastSeq) return shown;
  const isOthers = message.authorId !== state.me.id;
  return withChannel(shown, {
    ...channel,
    lastSeq: message.seq,
    unread: channel.unread + (isOthers ? 1 : 0),
    mentions: channel.mentions + (isOthers && mentions(message, state.me) ? 1 : 0),
  });
}

function applyChanged(state: State, message: Message): State {
  const timeline = state.timelines.get(message.channelId);
  const channel = state.channels.get(message.channelId);
  const isUnread = channel !== undefined && message.seq > channel.lastReadSeq;
  return {
    ...(timeline === undefined
      ? state
      : withTimeline(state, message.channelId, withMessage(timeline, message))),
    // Whether it had been counted, and as a mention, is the server's to say.
    isStale: state.isStale || isUnread,
  };
}

function applyChannel(state: State, id: string, change: Partial<ListedChannel>): State {
  const channel = state.channels.get(id);
  return channel === undefined ? state : withChannel(state, { ...channel, ...change });
}

function applyPresence(state: State, online: number, changes: readonly PresenceChange[]): State {
  const presence = new Map<string, PresentUser>(state.presence);
  for (const change of changes) {
    if (change.status === 'offline') presence.delete(change.userId);
    else presence.set(change.userId, change);
  }
  return { ...state, presence, online };
}

/** Forward only. Short of the newest, what is left unread must be counted anew by the server. */
function markRead(state: State, channelId: string, seq: number): State {
  const channel = state.channels.get(channelId);
  if (channel === undefined || seq <= channel.lastReadSeq) return state;
  const isAll = seq >= channel.lastSeq;
  return {
    ...withChannel(state, {
      ...channel,
      lastReadSeq: seq,
      unread: isAll ? 0 : channel.unread,
      mentions: isAll ? 0 : channel.mentions,
    }),
    isStale: state.isStale || !isAll,
  };
}

function mentions(message: Message, me: User): boolean {
  const name = me.username.replaceAll('.', '\\.');
  return new RegExp(`(?<![\\p{L}\\p{N}_@.-])@${name}(?![a-z0-9_-])`, 'iu').test(message.body ?? '');
}

function withChannel(state: State, channel: ListedChannel): State {
  return { ...state, channels: new Map(state.channels).set(channel.id, channel) };
}

function withoutChannel(state: State, id: string): State {
  const channels = new Map(state.channels);
  const timelines = new Map(state.timelines);
  channels.delete(id);
  timelines.delete(id);
  return { ...state, channels, timelines };
}

function withTimeline(state: State, channelId: string, timeline: typeof emptyTimeline): State {
  return { ...state, timelines: new Map(state.timelines).set(channelId, timeline) };
}

function withoutPost(state: State, clientId: string): State {
  if (!state.outbox.some((post) => post.clientId === clientId)) return state;
  return { ...state, outbox: state.outbox.filter((post) => post.clientId !== clientId) };
}

function changePost(state: State, clientId: string, change: Partial<OutgoingPost>): State {
  return {
    ...state,
    outbox: state.outbox.map((post) =>
      post.clientId === clientId ? { ...post, ...change } : post,
    ),
  };
}

function byId<Item extends { id: string }>(items: readonly Item[]): Map<string, Item> {
  return new Map(items.map((item) => [item.id, item]));
}
