import { api } from '../../live/api.ts';
import type { Preferences } from '../../preferences.ts';
import { Fault, Field, Form } from '../parts/form.tsx';
import { useAttempt } from '../use-attempt.ts';

/** Makes a channel, public or private. */
export function NewChannel({
  t,
  onMade,
}: {
  t: Preferences['t'];
  onMade(id: string): Promise<void>;
}) {
  const attempt = useAttempt(t);
  const isTaken = attempt.refused?.code === 'channel-name-taken';

  async function make(values: (name: string) => string): Promise<void> {
    const kind = values('private') === 'on' ? 'private' : 'public';
    const { id } = await api.addChannel({ name: values('name'), topic: values('topic'), kind });
    await onMade(id);
  }

  return (
    <Form
      isBusy={attempt.isBusy}
      onSubmit={(values, form) =>
        void attempt.run(() => make(values)).then((done) => done && form.reset())
      }
    >
      <Field
        label={t('channel.name')}
        name="name"
        maxLength={80}
        fault={isTaken ? attempt.fault : attempt.faultAt('name')}
        autocomplete="off"
        autofocus
        required
      />
      <Field
        label={t('channel.topic')}
        name="topic"
        hint={t('channel.topic-hint')}
        fault={attempt.faultAt('topic')}
        autocomplete="off"
        maxLength={500}
      />
      <label class="check">
        <input type="checkbox" name="private" />
        {t('channel.private')}
      </label>
      <Fault text={isTaken ? undefined : attempt.fault} />
      <div class="actions">
        <button type="submit" class="button primary" disabled={attempt.isBusy}>
          {t('channel.make')}
        </button>
      </div>
    </Form>
  );
}
