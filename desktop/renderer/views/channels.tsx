import { useEffect, useState } from 'preact/hooks';
import type { Channel } from '../../../api/channels/contract.ts';
import { api, Refused } from '../live/api.ts';
import { Field, Form, faultOf } from './form.tsx';
import { Modal } from './modal.tsx';
import type { DialogProps } from './props.ts';

/** Joins a public channel, or makes one. */
export function Channels({ store, preferences: { t }, state, close }: DialogProps) {
  const [joinable, setJoinable] = useState<readonly Channel[]>([]);
  const [refused, setRefused] = useState<Refused>();
  useEffect(() => {
    api.joinable().then(
      ({ channels }) => setJoinable(channels),
      () => undefined,
    );
  }, []);

  async function enter(id: string): Promise<void> {
    await store.refreshChannels();
    close();
    store.openChannel(id);
  }

  async function join(id: string): Promise<void> {
    await api.addMember(id, state.me.id);
    await enter(id);
  }

  async function make(values: (name: string) => string): Promise<void> {
    try {
      const kind = values('private') === 'on' ? 'private' : 'public';
      const { id } = await api.addChannel({ name: values('name'), topic: values('topic'), kind });
      await enter(id);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setRefused(error);
    }
  }

  return (
    <Modal title={t('nav.add-channel')} t={t} onClose={close}>
      <Form onSubmit={(values) => void make(values)}>
        <Field
          label={t('channel.name')}
          name="name"
          maxLength={80}
          fault={
            refused?.code === 'channel-name-taken'
              ? refused.message
              : faultOf(refused?.problem, 'name')
          }
          autofocus
          required
        />
        <Field label={t('channel.topic')} name="topic" maxLength={500} />
        <label class="check">
          <input type="checkbox" name="private" />
          {t('channel.private')}
        </label>
        <button type="submit" class="button primary">
          {t('channel.make')}
        </button>
      </Form>
      {joinable.length > 0 && (
        <>
          <h3>{t('channel.joinable')}</h3>
          <ul class="lines">
            {joinable.map((channel) => (
              <li key={channel.id}>
                <span class="title"># {channel.name}</span>
                <button type="button" class="button small" onClick={() => void join(channel.id)}>
                  {t('channel.join')}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Modal>
  );
}
