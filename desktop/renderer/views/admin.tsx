import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../../../api/auth/contract.ts';
import type { User } from '../../../api/users/contract.ts';
import { api, Refused } from '../live/api.ts';
import { Field, Form, faultOf } from './form.tsx';
import { Modal } from './modal.tsx';
import type { DialogProps } from './props.ts';

/** For administrators: people, and who is connected from where. */
export function Admin({ store, preferences, state, close }: DialogProps) {
  const { t, formatMoment } = preferences;
  const [sessions, setSessions] = useState<readonly Session[]>([]);
  const [refused, setRefused] = useState<Refused>();
  const [resetting, setResetting] = useState<string>();

  const refresh = async () => {
    await store.refreshUsers();
    setSessions((await api.sessions()).sessions);
  };
  useEffect(() => void refresh(), [state.online]);

  /** Does it, shows what came of it, and says why where it was refused. */
  async function act(what: () => Promise<unknown>): Promise<void> {
    try {
      await what();
      setRefused(undefined);
      setResetting(undefined);
      await refresh();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setRefused(error);
    }
  }

  const people = [...state.users.values()].sort((a, b) => a.username.localeCompare(b.username));
  return (
    <Modal title={t('nav.admin')} t={t} onClose={close}>
      <p class="fault" role="alert">
        {refused?.message}
      </p>
      <h3>{t('admin.people')}</h3>
      <ul class="lines">
        {people.map((user) => (
          <li key={user.id} class={user.disabled ? 'disabled' : ''}>
            <span class="title">
              {user.displayName} <small>@{user.username}</small>
              {user.disabled && <small> · {t('admin.disabled')}</small>}
            </span>
            <RoleChoice
              user={user}
              label={`${t('admin.role')}: ${user.displayName}`}
              t={t}
              onChoose={(role) => void act(() => api.changeUser(user.id, { role }))}
            />
            <button
              type="button"
              class="button small"
              onClick={() => void act(() => api.changeUser(user.id, { disabled: !user.disabled }))}
            >
              {user.disabled ? t('admin.enable') : t('admin.disable')}
            </button>
            {resetting === user.id ? (
              <Form
                onSubmit={(values) => void act(() => api.resetPassword(user.id, values('new')))}
              >
                <Field
                  label={t('settings.new-password')}
                  name="new"
                  type="password"
                  autocomplete="new-password"
                  minLength={10}
                  maxLength={256}
                  fault={faultOf(refused?.problem, 'newPassword')}
                  autofocus
                  required
                />
                <button type="submit" class="button small primary">
                  {t('chat.save')}
                </button>
              </Form>
            ) : (
              <button type="button" class="button small" onClick={() => setResetting(user.id)}>
                {t('admin.reset-password')}
              </button>
            )}
          </li>
        ))}
      </ul>
      <h3>{t('admin.sessions')}</h3>
      <ul class="lines">
        {sessions.map((session) => (
          <li key={session.id}>
            <span class="title">
              {state.users.get(session.userId)?.displayName ?? t('chat.unknown-user')}{' '}
              <small>
                {session.device.name} ·{' '}
                {t('admin.since', { since: formatMoment(session.createdAt) })}
              </small>
            </span>
            <button
              type="button"
              class="button small"
              onClick={() => void act(() => api.endSession(session.id))}
            >
              {t('admin.end-session')}
            </button>
          </li>
        ))}
      </ul>
      <h3>{t('admin.add-user')}</h3>
      <Form
        onSubmit={(values) =>
          void act(() =>
            api.addUser({
              username: values('username').trim(),
              password: values('password'),
              displayName: values('displayName').trim() || values('username').trim(),
            }),
          )
        }
      >
        <Field
          label={t('sign-in.username')}
          name="username"
          autocomplete="off"
          fault={faultOf(refused?.problem, 'username')}
          required
        />
        <Field label={t('settings.display-name')} name="displayName" maxLength={80} />
        <Field
          label={t('sign-in.password')}
          name="password"
          type="password"
          autocomplete="new-password"
          hint={t('sign-in.password-hint')}
          fault={faultOf(refused?.problem, 'password')}
          minLength={10}
          maxLength={256}
          required
        />
        <button type="submit" class="button primary">
          {t('admin.add-user')}
        </button>
      </Form>
    </Modal>
  );
}

function RoleChoice({
  user,
  label,
  t,
  onChoose,
}: {
  user: User;
  label: string;
  t: DialogProps['preferences']['t'];
  onChoose(role: 'admin' | 'member'): void;
}) {
  return (
    <select
      aria-label={label}
      value={user.role}
      onChange={(event) => onChoose(event.currentTarget.value === 'admin' ? 'admin' : 'member')}
    >
      <option value="member">{t('admin.role.member')}</option>
      <option value="admin">{t('admin.role.admin')}</option>
    </select>
  );
}
