import type { State } from '../../state/state.ts';
import type { Props } from '../props.ts';
import { PasswordForm } from '../settings/password-form.tsx';
import { Entrance } from './entrance.tsx';

/** Before the chat, for a user whose password an administrator has set: asks for another one. */
export function ChoosePassword({ store, preferences, state }: Props & { state: State }) {
  const { t } = preferences;
  return (
    <Entrance preferences={preferences} title={t('choose-password.title')}>
      <p>{t('choose-password.lead')}</p>
      <PasswordForm
        t={t}
        username={state.me.username}
        known={store.typedPassword()}
        isMain
        autofocus
        onChanged={store.onPasswordChosen}
      />
      <button type="button" class="button" onClick={() => void store.logOut()}>
        {t('nav.log-out')}
      </button>
    </Entrance>
  );
}
