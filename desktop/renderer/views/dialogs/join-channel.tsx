import { useEffect, useState } from 'preact/hooks';
import type { Channel } from '../../../../api/channels/contract.ts';
import { api } from '../../live/api.ts';
import { Fault } from '../parts/form.tsx';
import { Icon } from '../parts/icon.tsx';
import { Modal } from '../parts/modal.tsx';
import type { DialogProps } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';
import { NewChannel } from './new-channel.tsx';

/** Joins a public channel, or makes one. */
export function JoinChannel({ store, preferences: { t }, state, close }: DialogProps) {
  const [joinable, setJoinable] = useState<readonly Channel[]>();
  const reading = useAttempt(t);
  const joining = useAttempt(t);
  useEffect(() => void reading.run(async () => setJoinable((await api.joinable()).channels)), []);

  async function enter(id: string): Promise<void> {
    await store.refreshChannels();
    close();
    store.openChannel(id);
  }

  return (
    <Modal title={t('nav.add-channel')} t={t} onClose={close}>
      <section class="part">
        <h3>{t('channel.make-title')}</h3>
        <NewChannel t={t} onMade={enter} />
      </section>
      <section class="part">
        <h3>{t('channel.joinable')}</h3>
        <Fault text={reading.fault ?? joining.fault} />
        {joinable?.length === 0 && <p class="hint">{t('channel.joinable-none')}</p>}
        <ul class="lines">
          {joinable?.map((channel) => (
            <li key={channel.id}>
              <span class="mark">
                <Icon name="hash" />
              </span>
              <span class="line-text">
                <span class="title">{channel.name}</span>
                {channel.topic !== '' && <span class="soft title">{channel.topic}</span>}
              </span>
              <button
                type="button"
                class="button small"
                disabled={joining.isBusy}
                onClick={() =>
                  void joining.run(async () => {
                    await api.addMember(channel.id, state.me.id);
                    await enter(channel.id);
                  })
                }
              >
                {t('channel.join')}
              </button>
            </li>
          ))}
        </ul>
      </section>
    </Modal>
  );
}
