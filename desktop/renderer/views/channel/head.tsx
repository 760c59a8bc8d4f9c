import { otherOf, titleOf } from '../../state/select.ts';
import { ConnectionSign } from '../connection.tsx';
import { iconOf } from '../icon-of.ts';
import { Dot } from '../parts/dot.tsx';
import { Icon, IconButton } from '../parts/icon.tsx';
import type { ChannelProps } from './props.ts';

/** The open channel's name and topic, and the button to its details. */
export function Head({ store, preferences, state, channel }: ChannelProps) {
  const { t } = preferences;
  const isDirect = channel.kind === 'direct';
  const other = otherOf(state, channel);
  return (
    <header class="channel-head">
      <IconButton
        name="menu"
        class="menu"
        label={t('nav.menu')}
        onClick={() => {
          store.isSidebarOpen.value = !store.isSidebarOpen.value;
        }}
      />
      <h1>
        {isDirect ? (
          <Dot preferences={preferences} status={state.presence.get(other?.id ?? '')?.status} />
        ) : (
          <Icon name={iconOf(channel)} />
        )}
        <span class="title">{titleOf(state, channel)}</span>
      </h1>
      <p class="topic" title={channel.topic}>
        {isDirect ? other && `@${other.username}` : channel.topic}
      </p>
      <ConnectionSign store={store} preferences={preferences} connection={state.connection} />
      {!isDirect && (
        <IconButton
          name="people"
          label={t('channel.details')}
          onClick={() => store.openDialog({ name: 'members', channelId: channel.id })}
        />
      )}
    </header>
  );
}
