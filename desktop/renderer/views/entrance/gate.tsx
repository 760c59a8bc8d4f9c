import type { Bridge, WantedPassword } from '../../../bridge.ts';
import type { Preferences } from '../../preferences.ts';
import { Fault, Field, Form } from '../parts/form.tsx';

/** The name and password that something between here and the server asks for. */
export function Gate({
  bridge,
  wanted,
  t,
  onGiven,
}: {
  bridge: Bridge;
  wanted: WantedPassword;
  t: Preferences['t'];
  onGiven(): void;
}) {
  return (
    <Form
      isBusy={false}
      onSubmit={(values) =>
        void bridge
          .givePassword(wanted.to, values('gate-username'), values('gate-password'))
          .then(onGiven)
      }
    >
      <p class="hint">
        {wanted.realm === '' ? wanted.to : `${wanted.realm} (${wanted.to})`}. {t('gate.kept')}
      </p>
      <Field
        label={t('gate.username')}
        name="gate-username"
        autocomplete="off"
        autofocus
        required
      />
      <Field
        label={t('sign-in.password')}
        name="gate-password"
        type="password"
        autocomplete="off"
        required
      />
      <Fault text={wanted.wasRefused ? t('gate.refused') : undefined} />
      <button type="submit" class="button primary">
        {t('gate.give')}
      </button>
    </Form>
  );
}
