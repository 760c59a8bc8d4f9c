import { useState } from 'preact/hooks';
import type { ListedChannel } from '../../../../api/channels/contract.ts';
import { api } from '../../live/api.ts';
import type { Store } from '../../store.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Fault } from '../parts/form.tsx';
import type { DialogProps } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';

type EndProps = DialogProps & { channel: ListedChannel };
type End = 'leave' | 'archive' | 'delete';

/** Leaving a channel and, for those who manage it, archiving and deleting it; each asks first. */
export function ChannelEnd({ isManager, ...props }: EndProps & { isManager: boolean }) {
  const { store, preferences, channel } = props;
  const { t } = preferences;
  const [asking, setAsking] = useState<End>();
  const reopening = useAttempt(t);
  return (
    <section class="part">
      {isManager && <h3>{t('channel.danger')}</h3>}
      <div class="actions">
        <button type="button" class="button" onClick={() => setAsking('leave')}>
          {t('channel.leave')}
        </button>
        {isManager && channel.archivedAt === null && (
          <button type="button" class="button" onClick={() => setAsking('archive')}>
            {t('channel.archive')}
          </button>
        )}
        {isManager && channel.archivedAt !== null && (
          <button
            type="button"
            class="button"
            disabled={reopening.isBusy}
            onClick={() => void reopening.run(() => setArchived(store, channel, false))}
          >
            {t('channel.unarchive')}
          </button>
        )}
        {isManager && (
          <button type="button" class="button danger" onClick={() => setAsking('delete')}>
            {t('channel.delete')}
          </button>
        )}
      </div>
      <Fault text={reopening.fault} />
      {asking && <Sure {...props} end={asking} onClose={() => setAsking(undefined)} />}
    </section>
  );
}

/** Asks before the user leaves the channel. */
export function LeaveChannel(props: EndProps) {
  return <Sure {...props} end="leave" onClose={props.close} />;
}

function Sure(props: EndProps & { end: End; onClose(): void }) {
  const { store, preferences, state, channel, end } = props;
  const { t } = preferences;
  const does = {
    async leave() {
      await api.removeMember(channel.id, state.me.id);
      await store.refreshChannels();
      props.close();
    },
    archive: () => setArchived(store, channel, true),
    async delete() {
      await api.deleteChannel(channel.id);
      props.close();
    },
  };
  const isPrivate = end === 'leave' && channel.kind === 'private';
  return (
    <Confirm
      t={t}
      title={t(`channel.${end}-sure`, { channel: channel.name ?? '' })}
      action={t(`channel.${end}`)}
      isDanger={end !== 'archive'}
      onConfirm={does[end]}
      onClose={props.onClose}
    >
      <p>{t(isPrivate ? 'channel.leave-detail-private' : `channel.${end}-detail`)}</p>
    </Confirm>
  );
}

async function setArchived(store: Store, { id }: ListedChannel, archived: boolean): Promise<void> {
  await api.changeChannel(id, { archived });
  await store.refreshChannels();
}
