import type { User } from '../../../../api/users/contract.ts';
import { api } from '../../live/api.ts';
import type { Preferences } from '../../preferences.ts';
import { Fault, Field, Form, NewPasswordField } from '../parts/form.tsx';
import { Modal } from '../parts/modal.tsx';
import { useAttempt } from '../use-attempt.ts';
import { MustChange } from './must-change.tsx';

/** Makes an account. */
export function AddPerson({
  t,
  onAdded,
  onClose,
}: {
  t: Preferences['t'];
  onAdded(user: User): Promise<void>;
  onClose(): void;
}) {
  const attempt = useAttempt(t);
  const isTaken = attempt.refused?.code === 'username-taken';

  return (
    <Modal title={t('admin.add-user')} t={t} onClose={onClose} size="small">
      <Form
        isBusy={attempt.isBusy}
        onSubmit={(values) =>
          void attempt.run(() => add(values).then(onAdded)).then((done) => done && onClose())
        }
      >
        <Field
          label={t('settings.display-name')}
          name="displayName"
          fault={attempt.faultAt('displayName')}
          autocomplete="off"
          maxLength={80}
          autofocus
        />
        <Field
          label={t('sign-in.username')}
          name="username"
          hint={t('sign-in.username-hint')}
          fault={isTaken ? attempt.fault : attempt.faultAt('username')}
          autocomplete="off"
          required
        />
        <NewPasswordField
          label={t('sign-in.password')}
          name="password"
          hint={t('sign-in.password-hint')}
          fault={attempt.faultAt('password')}
        />
        <MustChange t={t} />
        <label class="check">
          <input type="checkbox" name="admin" />
          {t('admin.role.admin')}
        </label>
        <Fault text={isTaken ? undefined : attempt.fault} />
        <div class="actions end">
          <button type="button" class="button" onClick={onClose}>
            {t('chat.cancel')}
          </button>
          <button type="submit" class="button primary" disabled={attempt.isBusy}>
            {t('admin.add-user')}
          </button>
        </div>
      </Form>
    </Modal>
  );
}

function add(values: (name: string) => string): Promise<User> {
  const username = values('username').trim();
  return api.addUser({
    username,
    password: values('password'),
    displayName: values('displayName').trim() || username,
    mustChangePassword: values('mustChange') === 'on',
    role: values('admin') === 'on' ? 'admin' : 'member',
  });
}
