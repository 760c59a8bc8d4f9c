import { useState } from 'preact/hooks';
import type { User } from '../../../../api/users/contract.ts';
import { api } from '../../live/api.ts';
import type { Preferences } from '../../preferences.ts';
import { Fault, Field, Form } from '../parts/form.tsx';
import { Modal } from '../parts/modal.tsx';
import { useAttempt } from '../use-attempt.ts';
import { Invitation, type Invited } from './invitation.tsx';
import { makePassword } from './made-password.ts';
import { MustChange } from './must-change.tsx';

/**
 * Makes an account. Where its password is the one that is made here, an invitation to be copied
 * follows.
 */
export function AddPerson({
  t,
  address,
  onAdded,
  onClose,
}: {
  t: Preferences['t'];
  /** Of the server, as others know it. */
  address: string;
  onAdded(user: User): Promise<void>;
  onClose(): void;
}) {
  const attempt = useAttempt(t);
  const [made] = useState(makePassword);
  const [invited, setInvited] = useState<Invited>();
  const isTaken = attempt.refused?.code === 'username-taken';

  async function submit(values: (name: string) => string): Promise<void> {
    await attempt.run(async () => {
      const user = await add(values);
      await onAdded(user);
      if (values('password') !== made) return onClose();
      const mustChange = values('mustChange') === 'on';
      const { displayName: name, username } = user;
      setInvited({ name, address, username, password: made, mustChange });
    });
  }

  return (
    <Modal title={t('admin.add-user')} t={t} onClose={onClose} size="small">
      {invited ? (
        <Invitation t={t} invited={invited} onClose={onClose} />
      ) : (
        <Form isBusy={attempt.isBusy} onSubmit={(values) => void submit(values)}>
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
          <Field
            label={t('sign-in.password')}
            name="password"
            hint={t('admin.password-made')}
            fault={attempt.faultAt('password')}
            autocomplete="off"
            value={made}
            minLength={10}
            maxLength={256}
            required
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
      )}
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
