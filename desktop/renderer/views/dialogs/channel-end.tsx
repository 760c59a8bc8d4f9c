import { useState } from 'preact/hooks';
import type { ListedChannel } from '../../../../api/channels/contract.ts';
import { api } from '../../live/api.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Fault } from '../parts/form.tsx';
import type { DialogProps } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';

/** Leaving a channel and, for those who manage it, archiving and deleting it; each asks first. */
export function ChannelEnd({
  store,
  preferences: { t },
  state,
  close,
  channel,
  isManager,
}: DialogProps & { channel: ListedChannel; isManager: boolean }) {
  const [asking, setAsking] = useState<'leave' | 'archive' | 'delete'>();
  const reopening = useAttempt(t);
  const name = channel.name ?? '';
  const stop = () => setAsking(undefined);

  async function leave(): Promise<void> {
    await api.removeMember(channel.id, state.me.id);
    await store.refreshChannels();
    close();
  }
  async function archive(archived: boolean): Promise<void> {
    await api.changeChannel(channel.id, { archived });
    await store.refreshChannels();
  }
  async function remove(): Promise<void> {
    await api.deleteChannel(channel.id);
    close();
  }

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
            onClick={() => void reopening.run(() => archive(false))}
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
      {asking === 'leave' && (
        <Confirm
          t={t}
          title={t('channel.leave-sure', { channel: name })}
          action={t('channel.leave')}
          onConfirm={leave}
          onClose={stop}
        >
          <p>
            {t(
              channel.kind === 'private' ? 'channel.leave-detail-private' : 'channel.leave-detail',
            )}
          </p>
        </Confirm>
      )}
      <Fault text={reopening.fault} />
      {asking === 'archive' && (
        <Confirm
          t={t}
          title={t('channel.archive-sure', { channel: name })}
          action={t('channel.archive')}
          isDanger={false}
          onConfirm={() => archive(true)}
          onClose={stop}
        >
          <p>{t('channel.archive-detail')}</p>
        </Confirm>
      )}
      {asking === 'delete' && (
        <Confirm
          t={t}
          title={t('channel.delete-sure', { channel: name })}
          action={t('channel.delete')}
          onConfirm={remove}
          onClose={stop}
        >
          <p>{t('channel.delete-detail')}</p>
        </Confirm>
      )}
    </section>
  );
}
