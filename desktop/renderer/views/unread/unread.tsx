import { useEffect, useRef } from 'preact/hooks';
import { unreadChannels } from '../../state/select.ts';
import type { State } from '../../state/state.ts';
import { useEscape } from '../channel/use-escape.ts';
import { ConnectionBanner } from '../connection.tsx';
import { Icon } from '../parts/icon.tsx';
import type { Props } from '../props.ts';
import { SidebarButton } from '../sidebar/sidebar-button.tsx';
import { UnreadChannel } from './unread-channel.tsx';

/** All that is unread, channel by channel. To look at it here does not make it read. */
export function Unread(props: Props & { state: State }) {
  const { store, preferences, state } = props;
  const { t } = preferences;
  const heading = useRef<HTMLHeadingElement>(null);
  const channels = unreadChannels(state);
  useEscape(store, store.leavePage);
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <header class="channel-head">
        <SidebarButton store={store} preferences={preferences} />
        <h1 ref={heading} class="unread-head" tabIndex={-1}>
          {t('unread.title')}
        </h1>
        {channels.length > 0 && (
          <button
            type="button"
            class="button small all-read"
            onClick={() => {
              for (const { id, lastSeq } of channels) store.markRead(id, lastSeq);
            }}
          >
            {t('unread.all-read')}
          </button>
        )}
      </header>
      <div class="unread-list">
        {channels.length === 0 && (
          <div class="beginning">
            <span class="beginning-sign">
              <Icon name="check" />
            </span>
            <h2>{t('nav.all-read')}</h2>
            <p class="soft">{t('unread.none')}</p>
          </div>
        )}
        {channels.map((channel) => (
          <UnreadChannel key={channel.id} {...props} channel={channel} />
        ))}
      </div>
      <ConnectionBanner store={store} preferences={preferences} connection={state.connection} />
    </>
  );
}
