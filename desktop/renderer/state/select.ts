import type { ListedChannel } from '../../../api/channels/contract.ts';
import { withoutInvisible } from '../../../api/lib/invisible.ts';
import type { Message } from '../../../api/messages/contract.ts';
import type { User } from '../../../api/users/contract.ts';
import type { State } from './state.ts';

/** Messages of one author that follow each other within this many milliseconds stand together. */
const GROUP_MS = 5 * 60 * 1000;

/** Channels by name with the general one first, then direct ones with the newest message first. */
export function orderedChannels(state: State): {
  channels: ListedChannel[];
  direct: ListedChannel[];
} {
  const all = [...state.channels.values()];
  const byTitle = (a: ListedChannel, b: ListedChannel) =>
    titleOf(state, a).localeCompare(titleOf(state, b));
  return {
    channels: all
      .filter((channel) => channel.kind !== 'direct')
      .sort((a, b) => Number(b.isGeneral) - Number(a.isGeneral) || byTitle(a, b)),
    direct: all
      .filter((channel) => channel.kind === 'direct')
      .sort((a, b) => Date.parse(newestAt(b)) - Date.parse(newestAt(a)) || byTitle(a, b)),
  };
}

function newestAt({ lastMessageAt, createdAt }: ListedChannel): string {
  return lastMessageAt ?? createdAt;
}

/** Those in which something is unread: first those that mention the user, then by newest message. */
export function unreadChannels(state: State): ListedChannel[] {
  return [...state.channels.values()]
    .filter(({ unread }) => unread > 0)
    .sort(
      (a, b) =>
        Number(b.mentions > 0) - Number(a.mentions > 0) ||
        (b.lastMessageAt ?? '').localeCompare(a.lastMessageAt ?? ''),
    );
}

/** The open channel: the chosen one if it exists, else the first in the list, the general one. */
export function openChannelOf(state: State, id: string | undefined): ListedChannel | undefined {
  const chosen = id === undefined ? undefined : state.channels.get(id);
  return chosen ?? orderedChannels(state).channels[0];
}

/**
 * A channel's name, or the other user's name in a direct channel. A name that an older version took
 * may hold characters that turn the direction of what follows, which are left out.
 */
export function titleOf(state: State, channel: ListedChannel): string {
  if (channel.kind !== 'direct') return withoutInvisible(channel.name ?? '');
  return state.names.get(otherIdOf(state, channel) ?? '') ?? '';
}

export function otherOf(state: State, channel: ListedChannel): User | undefined {
  return state.users.get(otherIdOf(state, channel) ?? '');
}

function otherIdOf({ me }: State, channel: ListedChannel): string | undefined {
  return channel.directUserIds?.find((userId) => userId !== me.id);
}

/** The lines that go before a message in the list. */
export interface Lead {
  /** The first that was unread when the channel was opened. */
  showsNew: boolean;
  /** The first of its author's group, which shows name and time. */
  showsAuthor: boolean;
  /** The first of another five minutes, so that a long run of one author's shows the time. */
  showsTime: boolean;
}

export function leadOf(
  message: Message,
  previous: Message | undefined,
  firstUnreadSeq: number | undefined,
): Lead {
  const isFirstOfDay = previous === undefined || dayOf(previous) !== dayOf(message);
  const showsNew = message.seq === firstUnreadSeq;
  const isClose =
    previous !== undefined &&
    previous.authorId === message.authorId &&
    Date.parse(message.createdAt) - Date.parse(previous.createdAt) < GROUP_MS;
  const showsAuthor = isFirstOfDay || showsNew || !isClose || message.replyToId !== null;
  const showsTime = previous === undefined || fiveMinutesOf(previous) !== fiveMinutesOf(message);
  return { showsNew, showsAuthor, showsTime };
}

/** The messages of a day, of which the first stands at `from` in the list. */
export interface Day {
  /** When its first message was written. */
  at: string;
  from: number;
  messages: readonly Message[];
}

/** The messages by their days, in their order. */
export function byDay(messages: readonly Message[]): Day[] {
  const starts = messages.flatMap((message, index) => {
    const previous = messages[index - 1];
    return previous === undefined || dayOf(previous) !== dayOf(message) ? [index] : [];
  });
  return starts.map((from, index) => ({
    at: messages[from]?.createdAt ?? '',
    from,
    messages: messages.slice(from, starts[index + 1]),
  }));
}

/** The day of the message, where the page is. */
function dayOf({ createdAt }: Message): string {
  return new Date(createdAt).toDateString();
}

function fiveMinutesOf({ createdAt }: Message): number {
  return Math.floor(Date.parse(createdAt) / GROUP_MS);
}

/** Without case and accents, as people type. */
export function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
