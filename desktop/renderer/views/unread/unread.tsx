import { unreadChannels } from '../../state/select.ts';
import type { State } from '../../state/state.ts';
import { ListView } from '../list-view.tsx';
import type { Props } from '../props.ts';
import { UnreadChannel } from './unread-channel.tsx';

/** All that is unread, channel by channel. To look at it here does not make it read. */
export function Unread(props: Props & { state: State }) {
  const { store, preferences, state } = props;
  const { t } = preferences;
  const channels = unreadChannels(state);
  const isEmpty = channels.length === 0;
  return (
    <ListView
      {...props}
      title={t('unread.title')}
      tools={
        !isEmpty && (
          <button
            type="button"
            class="button small"
            onClick={() => {
              for (const { id, lastSeq } of channels) store.markRead(id, lastSeq);
            }}
          >
            {t('unread.all-read')}
          </button>
        )
      }
      empty={
        isEmpty ? { icon: 'check', title: t('nav.all-read'), text: t('unread.none') } : undefined
      }
      changes={[channels.length]}
    >
      {channels.map((channel) => (
        <UnreadChannel key={channel.id} {...props} channel={channel} />
      ))}
    </ListView>
  );
}
