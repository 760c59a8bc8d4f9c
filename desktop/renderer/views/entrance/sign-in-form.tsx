import type { SignInRequest } from '../../live/api.ts';
import { Fault, Field, Form } from '../parts/form.tsx';
import type { Props } from '../props.ts';
import type { Attempt } from '../use-attempt.ts';
import { Remember } from './remember.tsx';
import { Tried } from './tried.tsx';

/** The user's name and password, and the choice to stay signed in. */
export function SignInForm({
  store,
  preferences,
  attempt,
  username,
  onSubmit,
}: Props & {
  attempt: Attempt;
  username: string;
  onSubmit(request: SignInRequest): Promise<void>;
}) {
  const { t } = preferences;
  const { isBusy, refused, fault } = attempt;
  const tried = refused?.status === 502 ? store.fault.value : undefined;
  return (
    <Form
      isBusy={isBusy}
      onSubmit={(values) =>
        void onSubmit({
          username: values('username').trim(),
          password: values('password'),
          device: store.device(),
          remember: values('remember') === 'on',
        })
      }
    >
      <Field
        label={t('sign-in.username')}
        name="username"
        autocomplete="username"
        value={username}
        autofocus
        required
      />
      <Field
        label={t('sign-in.password')}
        name="password"
        type="password"
        autocomplete="current-password"
        required
      />
      <Remember t={t} />
      <Fault text={refused && (fault ?? t('fault.invalid-request'))} />
      {tried && <Tried preferences={preferences} fault={tried} />}
      <button type="submit" class="button primary" disabled={isBusy}>
        {t(isBusy ? 'sign-in.busy' : 'sign-in.submit')}
      </button>
    </Form>
  );
}
