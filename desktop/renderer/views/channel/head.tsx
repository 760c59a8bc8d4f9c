import type { ListedChannel } from '../../../../api/channels/contract.ts';
import type { Preferences } from '../../preferences.ts';
import { otherOf } from '../../state/select.ts';
import { ConnectionSign } from '../connection.tsx';
import { iconOf } from '../icon-of.ts';
import { Portrait } from '../parts/avatar.tsx';
import { Icon } from '../parts/icon.tsx';
import { Mood } from '../parts/mood.tsx';
import { SearchButton } from '../search/search-button.tsx';
import { SidebarButton } from '../sidebar/sidebar-button.tsx';
import { shownTitle } from '../title.ts';
import { DirectMenu } from './direct-menu.tsx';
import { MembersButton } from './members-button.tsx';
import { PinsButton } from './pins-button.tsx';
import type { ChannelProps } from './props.ts';
import { TitleMenu } from './title-menu.tsx';

/** The open channel's name, which holds its menu, its topic, and its members with their count. */
export function Head(props: ChannelProps) {
  const { store, preferences, state, channel } = props;
  return (
    <header class="channel-head">
      <SidebarButton store={store} preferences={preferences} />
      {/* It stands at the right. Here it is not in the way from the writing to the channel's menu. */}
      <SearchButton store={store} preferences={preferences} />
      <h1>
        {channel.kind === 'direct' ? (
          <Other {...props} />
        ) : (
          <TitleMenu {...props}>
            <Icon name={iconOf(channel)} />
            <span class="title">{shownTitle(preferences, state, channel)}</span>
            <Icon name="chevron-down" />
          </TitleMenu>
        )}
      </h1>
      <Topic {...props} />
      <ConnectionSign store={store} preferences={preferences} connection={state.connection} />
      <PinsButton key={`pins ${channel.id}`} {...props} />
      {channel.kind !== 'direct' && <MembersButton key={channel.id} {...props} />}
    </header>
  );
}

/** With whom one talks. */
function Other(props: ChannelProps) {
  const { preferences, state, channel } = props;
  const title = shownTitle(preferences, state, channel);
  const other = otherOf(state, channel);
  return (
    <DirectMenu {...props}>
      {other === undefined ? (
        <Icon name={iconOf(channel)} />
      ) : (
        <Portrait preferences={preferences} state={state} id={other.id} name={title} size="tiny" />
      )}
      <span class="title">{title}</span>
      {other && <Mood preferences={preferences} user={other} />}
      <Icon name="chevron-down" />
    </DirectMenu>
  );
}

function Topic({ preferences: { t }, state, channel }: ChannelProps) {
  const text = topicOf(t, channel, otherOf(state, channel)?.username);
  return (
    <p class="topic" title={text}>
      {/* Preact would write an empty text anew each time, for which the head would be laid out. */}
      {text || undefined}
    </p>
  );
}

function topicOf(
  t: Preferences['t'],
  { kind, topic, directUserIds = [] }: ListedChannel,
  username: string | undefined,
): string {
  if (kind !== 'direct') return topic;
  if (directUserIds.length > 2) return t('channel.members-count', { count: directUserIds.length });
  return username === undefined ? '' : `@${username}`;
}
