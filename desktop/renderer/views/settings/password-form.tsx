import type { ComponentChildren } from 'preact';
import { api } from '../../live/api.ts';
import type { Preferences } from '../../preferences.ts';
import { Fault, Field, Form, NewPasswordField } from '../parts/form.tsx';
import { useAttempt } from '../use-attempt.ts';

interface PasswordFormProps {
  t: Preferences['t'];
  username: string;
  /** The current password, where it need not be typed. */
  known?: string | undefined;
  /** Whether the form is all that its screen is for. */
  isMain?: boolean;
  autofocus?: boolean;
  onChanged(): void;
  /** Stands above the button. */
  children?: ComponentChildren;
}

/** The form with which users change their own password. */
export function PasswordForm(props: PasswordFormProps) {
  const { t, username, known, isMain = false, autofocus = false, onChanged, children } = props;
  const attempt = useAttempt(t, { 'invalid-credentials': 'fault.wrong-password' });
  const isCurrentWrong = attempt.refused?.code === 'invalid-credentials';
  const isAsked = known === undefined || isCurrentWrong;

  async function change(values: (name: string) => string, form: HTMLFormElement): Promise<void> {
    const current = isAsked ? values('current') : known;
    if (!(await attempt.run(() => api.changePassword(current, values('new'))))) return;
    form.reset();
    onChanged();
  }

  return (
    <Form isBusy={attempt.isBusy} onSubmit={(values, form) => void change(values, form)}>
      {/* Tells password managers whose password it is. */}
      <input type="text" name="username" autocomplete="username" value={username} hidden />
      <div class="pair">
        {isAsked && (
          <Field
            label={t('settings.current-password')}
            name="current"
            type="password"
            autocomplete="current-password"
            fault={isCurrentWrong ? attempt.fault : undefined}
            autofocus={autofocus}
            required
          />
        )}
        <NewPasswordField
          label={t('settings.new-password')}
          name="new"
          hint={t('sign-in.password-hint')}
          fault={attempt.faultAt('newPassword')}
          autofocus={autofocus && !isAsked}
        />
      </div>
      <Fault text={isCurrentWrong ? undefined : attempt.fault} />
      {children}
      <div class={isMain ? 'actions column' : 'actions'}>
        <button type="submit" class={isMain ? 'button primary' : 'button'}>
          {t('settings.password')}
        </button>
      </div>
    </Form>
  );
}
