import { useState } from 'preact/hooks';
import type { ListedChannel } from '../../../../api/channels/contract.ts';
import { fold, orderedChannels } from '../../state/select.ts';
import { ChannelDetails } from '../dialogs/channel-details.tsx';
import { NewChannel } from '../dialogs/new-channel.tsx';
import { iconOf } from '../icon-of.ts';
import { Icon, IconButton } from '../parts/icon.tsx';
import { Modal } from '../parts/modal.tsx';
import type { AdminProps } from './props.ts';
import { Toolbar } from './toolbar.tsx';

/** The user's own channels, filtered by name; each opens its details. */
export function AdminChannels(props: AdminProps) {
  const { store, preferences, state } = props;
  const { t } = preferences;
  const [words, setWords] = useState('');
  const [isMaking, setMaking] = useState(false);
  const [managed, setManaged] = useState<string>();
  const channels = orderedChannels(state).channels.filter(({ name }) =>
    fold(name ?? '').includes(fold(words.trim())),
  );
  return (
    <>
      <Toolbar
        t={t}
        action={t('channel.make-title')}
        onFilter={setWords}
        onAdd={() => setMaking(true)}
      />
      <ul class="lines">
        {channels.map((channel) => (
          <ChannelLine
            key={channel.id}
            channel={channel}
            label={t('admin.manage', { name: channel.name ?? '' })}
            archived={channel.archivedAt === null ? undefined : t('channel.archived')}
            onManage={() => setManaged(channel.id)}
          />
        ))}
      </ul>
      {channels.length === 0 && <p class="hint">{t('admin.none-found')}</p>}
      {isMaking && (
        <Modal title={t('channel.make-title')} t={t} onClose={() => setMaking(false)} size="small">
          <NewChannel
            t={t}
            onMade={async () => {
              await store.refreshChannels();
              setMaking(false);
            }}
          />
        </Modal>
      )}
      {managed && (
        <ChannelDetails {...props} channelId={managed} close={() => setManaged(undefined)} />
      )}
    </>
  );
}

function ChannelLine({
  channel,
  label,
  archived,
  onManage,
}: {
  channel: ListedChannel;
  label: string;
  /** The word for an archived channel; undefined if it is not archived. */
  archived: string | undefined;
  onManage(): void;
}) {
  return (
    <li>
      <span class="mark">
        <Icon name={iconOf(channel)} />
      </span>
      <span class="line-text">
        <span class="title">
          {channel.name}
          {archived && <span class="soft"> · {archived}</span>}
        </span>
        {channel.topic !== '' && <span class="soft title">{channel.topic}</span>}
      </span>
      <IconButton name="chevron" label={label} onClick={onManage} />
    </li>
  );
}
