import { useState } from 'preact/hooks';
import { api } from '../../live/api.ts';
import type { Preferences } from '../../preferences.ts';
import { seenName } from '../../state/names.ts';
import type { State } from '../../state/state.ts';
import { Portrait } from '../parts/avatar.tsx';
import { Fault, Field, Form } from '../parts/form.tsx';
import type { Props } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';
import { OwnPicture } from './own-picture.tsx';
import { PasswordForm } from './password-form.tsx';
import { SeenByOthers } from './seen-by-others.tsx';

/** How others see the user, and the form for their display name. */
export function Profile({ store, preferences, state }: Props & { state: State }) {
  const { t } = preferences;
  const user = state.users.get(state.me.id) ?? state.me;
  const name = seenName(user);
  const attempt = useAttempt(t);
  const [isSaved, setSaved] = useState(false);

  async function save(displayName: string): Promise<void> {
    setSaved(
      await attempt.run(async () => {
        await api.changeUser(user.id, { displayName });
        await store.refreshUsers();
      }),
    );
  }

  return (
    <>
      <div class="person-card own">
        <Portrait preferences={preferences} state={state} id={user.id} name={name} size="huge" />
        <div class="line-text">
          <strong class="title">{name}</strong>
          <span class="soft">@{user.username}</span>
          <span class="soft">{t(`admin.role.${user.role}`)}</span>
          <OwnPicture store={store} preferences={preferences} user={user} />
        </div>
      </div>
      <section class="part">
        <Form
          isBusy={attempt.isBusy}
          onSubmit={(values) => void save(values('displayName').trim())}
          class="line"
        >
          <Field
            label={t('settings.display-name')}
            name="displayName"
            value={user.displayName}
            fault={attempt.faultAt('displayName')}
            maxLength={80}
            required
            onInput={() => setSaved(false)}
          />
          <button type="submit" class="button">
            {t('chat.save')}
          </button>
        </Form>
        <Fault text={attempt.fault} />
        <p role="status" class="done">
          {isSaved && t('settings.saved')}
        </p>
      </section>
      <SeenByOthers store={store} preferences={preferences} state={state} />
    </>
  );
}

export function Password({
  t,
  username,
  onChanged,
}: {
  t: Preferences['t'];
  username: string;
  onChanged(): void;
}) {
  const [isChanged, setChanged] = useState(false);
  return (
    <section class="part">
      <h2>{t('settings.password')}</h2>
      <PasswordForm
        t={t}
        username={username}
        onChanged={() => {
          setChanged(true);
          onChanged();
        }}
      >
        <p role="status" class="done">
          {isChanged && t('settings.password-changed')}
        </p>
      </PasswordForm>
    </section>
  );
}
