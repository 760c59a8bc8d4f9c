import { GROUPS, mentionedNames } from '../../../../api/messages/mentions.ts';
import { api, Refused } from '../../live/api.ts';
import { titleOf } from '../../state/select.ts';
import type { ChannelProps } from './props.ts';

/** In a channel of so many people, a message to all of them is not sent by mistake. */
const MANY = 10;

/**
 * Posts at once, or, if the text mentions a group in a channel of many people, once that is confirmed.
 *
 * @param before what an edited message said: whom it mentioned has been told already
 */
export function askIfMany(props: ChannelProps, text: string, post: () => void, before = ''): void {
  const told = mentionedNames(before);
  const group = mentionedNames(text).find((name) => GROUPS.has(name) && !told.includes(name));
  if (group === undefined || props.channel.kind === 'direct') post();
  else void ask(props, group, post);
}

async function ask(
  { store, state, channel }: ChannelProps,
  group: string,
  post: () => void,
): Promise<void> {
  const ids = state.connection.kind === 'live' ? await memberIds(channel.id) : undefined;
  if (ids !== undefined && ids.length <= MANY) return post();
  const isToAll = GROUPS.get(group) === 'members';
  const others = (ids ?? []).filter((id) => id !== state.me.id);
  const count = others.filter((id) => isToAll || state.presence.has(id)).length;
  if (ids !== undefined && count === 0) return post();
  store.openDialog({
    name: 'mention-group',
    group,
    channel: titleOf(state, channel),
    count,
    post,
  });
}

/** Undefined if the server does not say: there may be many then. */
async function memberIds(channelId: string): Promise<string[] | undefined> {
  try {
    const { members } = await api.members(channelId);
    return members.filter(({ disabled }) => !disabled).map(({ id }) => id);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return undefined;
  }
}
