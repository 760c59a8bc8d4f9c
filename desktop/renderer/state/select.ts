import type { ListedChannel } from '../../../api/channels/contract.ts';
import { withoutInvisible } from '../../../api/lib/invisible.ts';
import type { Message } from '../../../api/messages/contract.ts';
import type { User } from '../../../api/users/contract.ts';
import { countsOf } from './counts.ts';
import type { State } from './state.ts';
import { isThread } from './threads.ts';

/** Messages of one author that follow each other within this many milliseconds stand together. */
const GROUP_MS = 5 * 60 * 1000;

/** Channels by name with the general one first, then direct ones with the newest message first. */
export function orderedChannels(state: State): {
  channels: ListedChannel[];
  direct: ListedChannel[];
} {
  const all = [...state.channels.values()].filter((channel) => !isThread(channel));
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

/** Those in which something unread counts: first those that mention the user, then by newest message. */
export function unreadChannels(state: State): ListedChannel[] {
  return [...state.channels.values()]
    .filter((channel) => !isThread(channel))
    .map((channel) => ({ channel, ...countsOf(state, channel) }))
    .filter(({ messages }) => messages > 0)
    .sort(
      (a, b) =>
        Number(b.mentions > 0) - Number(a.mentions > 0) ||
        (b.channel.lastMessageAt ?? '').localeCompare(a.channel.lastMessageAt ?? ''),
    )
    .map(({ channel }) => channel);
}

/** The open channel: the chosen one if it exists, else the first in the list, the general one. */
export function openChannelOf(state: State, id: string | undefined): ListedChannel | undefined {
  const chosen = id === undefined ? undefined : state.channels.get(id);
  if (chosen !== undefined && !isThread(chosen)) return chosen;
  return orderedChannels(state).channels[0];
}

/**
 * A channel's name, or the names of the others in a direct channel. A name that an older version took
 * may hold characters that turn the direction of what follows, which are left out.
 */
export function titleOf(state: State, channel: ListedChannel): string {
  if (channel.kind !== 'direct') return withoutInvisible(channel.name ?? '');
  return otherNamesOf(state, channel).join(', ');
}

/** What the others in a direct channel are called, in order. */
export function otherNamesOf(state: State, channel: ListedChannel): string[] {
  return otherIdsOf(state, channel)
    .flatMap((id) => state.names.get(id) ?? [])
    .sort((a, b) => a.localeCompare(b));
}

/** The other one in a direct channel of two. */
export function otherOf(state: State, channel: ListedChannel): User | undefined {
  const [id, ...more] = otherIdsOf(state, channel);
  return id === undefined || more.length > 0 ? undefined : state.users.get(id);
}

/** Who else is in a direct channel. */
export function otherIdsOf({ me }: Pick<State, 'me'>, channel: ListedChannel): readonly string[] {
  return channel.directUserIds?.filter((userId) => userId !== me.id) ?? [];
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

/** @param previous the one before it on the same day */
export function leadOf(
  message: Message,
  previous: Message | undefined,
  firstUnreadSeq: number | undefined,
): Lead {
  const showsNew = message.seq === firstUnreadSeq;
  if (previous === undefined) return { showsNew, showsAuthor: true, showsTime: true };
  const [before, at] = [Date.parse(previous.createdAt), Date.parse(message.createdAt)];
  const isClose = previous.authorId === message.authorId && at - before < GROUP_MS;
  return {
    showsNew,
    showsAuthor: showsNew || !isClose || message.replyToId !== null,
    showsTime: Math.floor(before / GROUP_MS) !== Math.floor(at / GROUP_MS),
  };
}

/** The messages of a day, of which the first stands at `from` in the list. */
export interface Day<Item = Message> {
  /** When its first message was written. */
  at: string;
  from: number;
  messages: readonly Item[];
}

/** The messages, or what came with them, by their days where the page is, in their order. */
export function byDay<Item extends Pick<Message, 'createdAt'>>(
  messages: readonly Item[],
): Day<Item>[] {
  const days: (Day<Item> & { messages: Item[] })[] = [];
  let [from, to] = [0, 0];
  for (const [index, message] of messages.entries()) {
    const at = Date.parse(message.createdAt);
    if (days.length === 0 || at < from || at >= to) {
      const date = new Date(at);
      from = date.setHours(0, 0, 0, 0);
      to = date.setDate(date.getDate() + 1);
      days.push({ at: message.createdAt, from: index, messages: [] });
    }
    days.at(-1)?.messages.push(message);
  }
  return days;
}

/** Without case and accents, as people type. */
export function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
