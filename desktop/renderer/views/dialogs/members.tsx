import { useEffect, useState } from 'preact/hooks';
import type { ListedChannel } from '../../../../api/channels/contract.ts';
import type { User } from '../../../../api/users/contract.ts';
import { api } from '../../live/api.ts';
import { PersonLine } from '../admin/person-line.tsx';
import { findUsers } from '../find-users.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Fault, Field } from '../parts/form.tsx';
import type { DialogProps } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';

/** The channel's members, to add to and to remove from. */
export function Members(props: DialogProps & { channel: ListedChannel }) {
  const { preferences, state, channel } = props;
  const { t } = preferences;
  const [members, setMembers] = useState<readonly User[]>();
  const [words, setWords] = useState('');
  const [removing, setRemoving] = useState<User>();
  const reading = useAttempt(t);
  const adding = useAttempt(t);
  const refresh = async () => setMembers((await api.members(channel.id)).members);
  useEffect(() => void reading.run(refresh), [channel.id]);

  const isManager = channel.createdBy === state.me.id || state.me.role === 'admin';
  const memberIds = new Set(members?.map(({ id }) => id));
  const others = [...state.users.values()].filter(
    (user) => !user.disabled && !memberIds.has(user.id),
  );
  const [inside, outside] = [findUsers(members ?? [], words), findUsers(others, words)];
  return (
    <>
      <Field
        label={t('admin.filter')}
        name="filter"
        type="search"
        autocomplete="off"
        onInput={setWords}
      />
      <Fault text={reading.fault ?? adding.fault} />
      <section class="part">
        <h3>{t('channel.members-count', { count: members?.length ?? 0 })}</h3>
        <ul class="lines">
          {inside.map((user) => (
            <PersonLine key={user.id} preferences={preferences} state={state} user={user}>
              {isManager && !channel.isGeneral && user.id !== state.me.id && (
                <button type="button" class="button small" onClick={() => setRemoving(user)}>
                  {t('channel.remove-member')}
                  <span class="unseen"> {state.names.get(user.id)}</span>
                </button>
              )}
            </PersonLine>
          ))}
        </ul>
      </section>
      {members !== undefined && outside.length > 0 && (
        <section class="part">
          <h3>{t('channel.add-members')}</h3>
          <ul class="lines">
            {outside.map((user) => (
              <PersonLine key={user.id} preferences={preferences} state={state} user={user}>
                <button
                  type="button"
                  class="button small"
                  disabled={adding.isBusy}
                  onClick={() =>
                    void adding.run(async () => {
                      await api.addMember(channel.id, user.id);
                      await refresh();
                    })
                  }
                >
                  {t('channel.add-member')}
                  <span class="unseen"> {state.names.get(user.id)}</span>
                </button>
              </PersonLine>
            ))}
          </ul>
        </section>
      )}
      {inside.length + outside.length === 0 && members !== undefined && (
        <p class="hint">{t('admin.none-found')}</p>
      )}
      {removing && (
        <Confirm
          t={t}
          title={t('channel.remove-sure', {
            name: state.names.get(removing.id) ?? '',
            channel: channel.name ?? '',
          })}
          action={t('channel.remove-member')}
          onConfirm={async () => {
            await api.removeMember(channel.id, removing.id);
            await refresh();
          }}
          onClose={() => setRemoving(undefined)}
        />
      )}
    </>
  );
}
