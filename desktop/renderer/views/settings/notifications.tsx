import { useState } from 'preact/hooks';
import { keywordsOf } from '../../state/keywords.ts';
import type { State } from '../../state/state.ts';
import { Field, Form } from '../parts/form.tsx';
import type { Props } from '../props.ts';
import { Hours } from './hours.tsx';
import { NoticesChoice } from './notices.tsx';

/** What notifies the user, and when. */
export function Notifications(props: Props & { state: State }) {
  return (
    <>
      <NoticesChoice preferences={props.preferences} />
      <Keywords {...props} />
      <Hours {...props} />
    </>
  );
}

function Keywords({ store, preferences: { t }, state }: Props & { state: State }) {
  const [isSaved, setSaved] = useState(false);
  return (
    <section class="part">
      <Form
        isBusy={false}
        class="line"
        onSubmit={(values) => {
          store.choose({ keywords: keywordsOf(values('keywords')) });
          setSaved(true);
        }}
      >
        <Field
          label={t('settings.keywords')}
          name="keywords"
          hint={t('settings.keywords-hint')}
          value={state.choices.keywords.join(', ')}
          autocomplete="off"
          onInput={() => setSaved(false)}
        />
        <button type="submit" class="button">
          {t('chat.save')}
        </button>
      </Form>
      <p role="status" class="done">
        {isSaved && t('settings.saved')}
      </p>
    </section>
  );
}
