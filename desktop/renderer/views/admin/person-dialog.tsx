import { useState } from 'preact/hooks';
import type { Session } from '../../../../api/auth/contract.ts';
import type { User, UserChange } from '../../../../api/users/contract.ts';
import { api } from '../../live/api.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Fault, Form, NewPasswordField, Select } from '../parts/form.tsx';
import { Modal } from '../parts/modal.tsx';
import { useAttempt } from '../use-attempt.ts';
import { MustChange } from './must-change.tsx';
import type { AdminProps } from './props.ts';
import { connectedFrom, EndSession } from './sessions.tsx';

const roles = ['member', 'admin'] as const;

/** One account: its role, its password, its session, and whether it may be used at all. */
export function PersonDialog(props: AdminProps & { user: User }) {
  const { preferences, state, sessions, refresh, close, user } = props;
  const { t } = preferences;
  const name = state.names.get(user.id) ?? '';
  const changing = useAttempt(t);
  const [isDisabling, setDisabling] = useState(false);
  const session = sessions?.find(({ userId }) => userId === user.id);

  async function change(what: UserChange): Promise<void> {
    await api.changeUser(user.id, what);
    await refresh();
  }

  return (
    <Modal title={name} t={t} onClose={close} size="small">
      <section class="part">
        <p class="soft">
          @{user.username}
          {user.disabled && ` · ${t('admin.disabled')}`}
        </p>
        {session && <Connected {...props} session={session} />}
        <Select<User['role']>
          label={t('admin.role')}
          value={user.role}
          options={roles.map((role) => ({ value: role, text: t(`admin.role.${role}`) }))}
          onChoose={(role) => void changing.runInTurn(() => change({ role }))}
        />
        <Fault text={changing.fault} />
      </section>
      <ResetPassword {...props} />
      <section class="part actions">
        {user.disabled ? (
          <button
            type="button"
            class="button"
            disabled={changing.isBusy}
            onClick={() => void changing.run(() => change({ disabled: false }))}
          >
            {t('admin.enable')}
          </button>
        ) : (
          <button type="button" class="button danger" onClick={() => setDisabling(true)}>
            {t('admin.disable')}
          </button>
        )}
      </section>
      {isDisabling && (
        <Confirm
          t={t}
          title={t('admin.disable-sure', { name })}
          action={t('admin.disable')}
          onConfirm={() => change({ disabled: true })}
          onClose={() => setDisabling(false)}
        >
          <p>{t('admin.disable-detail')}</p>
        </Confirm>
      )}
    </Modal>
  );
}

/** From where the person is connected, with a button to end that session. */
function Connected(props: AdminProps & { session: Session }) {
  const { preferences, session } = props;
  const [isEnding, setEnding] = useState(false);
  return (
    <div class="between">
      <p>{connectedFrom(preferences, session)}</p>
      <button type="button" class="button small" onClick={() => setEnding(true)}>
        {preferences.t('admin.end-session')}
      </button>
      {isEnding && <EndSession {...props} onClose={() => setEnding(false)} />}
    </div>
  );
}

function ResetPassword({ preferences: { t }, user }: AdminProps & { user: User }) {
  const attempt = useAttempt(t);
  const [isDone, setDone] = useState(false);
  return (
    <section class="part">
      <Form
        class="line"
        isBusy={attempt.isBusy}
        onSubmit={(values, form) =>
          void attempt
            .run(() =>
              api.resetPassword(user.id, {
                newPassword: values('new'),
                mustChangePassword: values('mustChange') === 'on',
              }),
            )
            .then((done) => {
              setDone(done);
              if (done) form.reset();
            })
        }
      >
        <NewPasswordField
          label={t('settings.new-password')}
          name="new"
          hint={t('sign-in.password-hint')}
          fault={attempt.faultAt('newPassword')}
        />
        <button type="submit" class="button" disabled={attempt.isBusy}>
          {t('admin.reset-password')}
        </button>
        <MustChange t={t} />
      </Form>
      <Fault text={attempt.fault} />
      <p class="done" role="status">
        {isDone && t('admin.reset-done')}
      </p>
    </section>
  );
}
