import { useEffect, useState } from 'preact/hooks';
import type { ListedChannel } from '../../../../api/channels/contract.ts';
import { api } from '../../live/api.ts';
import { fold } from '../../state/select.ts';
import { ChannelDetails } from '../dialogs/channel-details.tsx';
import { NewChannel } from '../dialogs/new-channel.tsx';
import { Fault } from '../parts/form.tsx';
import { Modal } from '../parts/modal.tsx';
import { useAttempt } from '../use-attempt.ts';
import { ChannelTable } from './channel-table.tsx';
import type { AdminProps } from './props.ts';
import { Toolbar } from './toolbar.tsx';

/** Every public and private channel, filtered by name. */
export function AdminChannels(props: AdminProps) {
  const { store, preferences, state } = props;
  const { t } = preferences;
  const [every, setEvery] = useState<readonly ListedChannel[]>();
  const [words, setWords] = useState('');
  const [isMaking, setMaking] = useState(false);
  const [managed, setManaged] = useState<string>();
  const reading = useAttempt(t);
  const joining = useAttempt(t);
  const read = () => reading.run(async () => setEvery((await api.everyChannel()).channels));
  // The user's own channels change where they make, join, change or delete one.
  useEffect(() => void read(), [ownOnes(state.channels), managed]);

  const channels = every?.filter(({ name }) => fold(name ?? '').includes(fold(words.trim())));
  return (
    <>
      <Toolbar
        t={t}
        action={t('channel.make-title')}
        onFilter={setWords}
        onAdd={() => setMaking(true)}
      />
      <Fault text={reading.fault ?? joining.fault} />
      {channels && channels.length > 0 && (
        <ChannelTable
          preferences={preferences}
          channels={channels}
          own={state.channels}
          isBusy={joining.isBusy}
          onManage={setManaged}
          onJoin={(id) =>
            void joining.run(async () => {
              await api.addMember(id, state.me.id);
              await store.refreshChannels();
            })
          }
        />
      )}
      {channels?.length === 0 && <p class="hint">{t('admin.none-found')}</p>}
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

/** As one text, so that it changes only where they do. */
function ownOnes(channels: AdminProps['state']['channels']): string {
  return [...channels.values()].map(({ id, name, archivedAt }) => id + name + archivedAt).join();
}
