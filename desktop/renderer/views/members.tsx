import { useEffect, useState } from 'preact/hooks';
import type { User } from '../../../api/users/contract.ts';
import { api } from '../live/api.ts';
import { Dot } from './dot.tsx';
import { Field, Form } from './form.tsx';
import { Modal } from './modal.tsx';
import type { DialogProps } from './props.ts';

/** Who is in a channel; adding and taking out; renaming and deleting it. */
export function Members({
  preferences,
  state,
  close,
  channelId,
}: DialogProps & { channelId: string }) {
  const { t } = preferences;
  const channel = state.channels.get(channelId);
  const [members, setMembers] = useState<readonly User[]>([]);
  const refresh = () =>
    api.members(channelId).then(
      (answer) => setMembers(answer.members),
      () => close(),
    );
  useEffect(() => void refresh(), [channelId]);
  if (channel === undefined) return null;
  const isManager = channel.createdBy === state.me.id || state.me.role === 'admin';
  const memberIds = new Set(members.map(({ id }) => id));
  const others = [...state.users.values()].filter(
    ({ id, disabled }) => !disabled && !memberIds.has(id),
  );
  return (
    <Modal title={`${t('channel.members')} · ${channel.name}`} t={t} onClose={close}>
      <ul class="lines">
        {members.map((member) => (
          <li key={member.id}>
            <Dot preferences={preferences} status={state.presence.get(member.id)?.status} />
            <span class="title">{member.displayName}</span>
            {isManager && !channel.isGeneral && member.id !== state.me.id && (
              <button
                type="button"
                class="button small"
                onClick={() => void api.removeMember(channelId, member.id).then(refresh, refresh)}
              >
                {t('channel.remove-member')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <>
          <h3>{t('channel.add-member')}</h3>
          <ul class="lines">
            {others.map((user) => (
              <li key={user.id}>
                <span class="title">{user.displayName}</span>
                <button
                  type="button"
                  class="button small"
                  onClick={() => void api.addMember(channelId, user.id).then(refresh, refresh)}
                >
                  {t('channel.add-member')}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {isManager && (
        <Form
          onSubmit={(values) =>
            void api
              .changeChannel(channelId, { name: values('name'), topic: values('topic') })
              .then(close, () => undefined)
          }
        >
          <Field
            label={t('channel.name')}
            name="name"
            value={channel.name ?? ''}
            maxLength={80}
            required
          />
          <Field label={t('channel.topic')} name="topic" value={channel.topic} maxLength={500} />
          <button type="submit" class="button">
            {t('channel.rename')}
          </button>
        </Form>
      )}
      {!channel.isGeneral && (
        <div class="actions">
          <button
            type="button"
            class="button"
            onClick={() => void api.removeMember(channelId, state.me.id).then(close, close)}
          >
            {t('channel.leave')}
          </button>
          {isManager && (
            <button
              type="button"
              class="button danger"
              onClick={() => {
                if (window.confirm(t('channel.delete-sure', { channel: channel.name ?? '' }))) {
                  void api.deleteChannel(channelId).then(close, close);
                }
              }}
            >
              {t('channel.delete')}
            </button>
          )}
        </div>
      )}
    </Modal>
  );
}
