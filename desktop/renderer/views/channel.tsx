import { useEffect, useState } from 'preact/hooks';
import type { ListedChannel } from '../../../api/channels/contract.ts';
import type { Message } from '../../../api/messages/contract.ts';
import { titleOf } from '../state/select.ts';
import type { State } from '../state/state.ts';
import { Composer } from './composer.tsx';
import { IconButton } from './icon.tsx';
import type { Props } from './props.ts';
import { Timeline } from './timeline.tsx';

type ChannelProps = Props & { state: State; channel: ListedChannel };

/** An open channel: its head, its messages, and where to write. */
export function Channel({ store, preferences, state, channel }: ChannelProps) {
  const { t } = preferences;
  const title = titleOf(state, channel);
  const [replyTo, setReplyTo] = useState<Message>();
  const [editing, setEditing] = useState<string>();
  // Where reading had stopped when the channel was opened: the line stays there while one reads on.
  const [firstUnread] = useState(channel.unread > 0 ? channel.lastReadSeq + 1 : undefined);
  useEffect(() => {
    if (!state.timelines.has(channel.id)) void store.openTimeline(channel.id);
  }, [state.timelines.has(channel.id)]);

  function editLast(): void {
    const own = state.timelines
      .get(channel.id)
      ?.messages.findLast(({ authorId, deletedAt }) => authorId === state.me.id && !deletedAt);
    setEditing(own?.id);
  }

  return (
    <>
      <header class="channel-head">
        <IconButton
          name="menu"
          class="menu"
          label={t('nav.menu')}
          onClick={() => {
            store.isSidebarOpen.value = !store.isSidebarOpen.value;
          }}
        />
        <h1>{channel.kind === 'direct' ? title : `# ${title}`}</h1>
        <p class="topic">{channel.topic}</p>
        {channel.kind !== 'direct' && (
          <button
            type="button"
            class="button small"
            onClick={() => {
              store.dialog.value = { name: 'members', channelId: channel.id };
            }}
          >
            {t('channel.members')}
          </button>
        )}
      </header>
      <Timeline
        store={store}
        preferences={preferences}
        state={state}
        channel={channel}
        firstUnread={firstUnread}
        editing={editing}
        onEdit={setEditing}
        onReply={setReplyTo}
      />
      <Composer
        store={store}
        preferences={preferences}
        state={state}
        channel={channel}
        replyTo={replyTo}
        onReplied={() => setReplyTo(undefined)}
        onEditLast={editLast}
      />
    </>
  );
}
