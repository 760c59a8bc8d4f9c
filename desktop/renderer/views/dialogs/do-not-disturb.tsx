import { timeOf } from '../../state/choices.ts';
import { endOf, type Span } from '../../state/until.ts';
import { Fault, Form } from '../parts/form.tsx';
import { Modal } from '../parts/modal.tsx';
import { TimeField } from '../parts/time-field.tsx';
import type { DialogProps } from '../props.ts';
import { untilText } from '../until-text.ts';
import { useAttempt } from '../use-attempt.ts';

const SPANS = ['half-hour', 'hour', 'meeting', 'tomorrow'] as const;

/** For how long nothing is to notify the user. */
export function DoNotDisturb({ store, preferences, close }: DialogProps) {
  const { t } = preferences;
  const attempt = useAttempt(t);
  const now = new Date();
  async function start(span: Span): Promise<void> {
    const doNotDisturbUntil = endOf(span, new Date()).toISOString();
    if (await attempt.run(() => store.changeOwn({ doNotDisturbUntil }))) close();
  }
  return (
    <Modal title={t('mood.do-not-disturb')} t={t} onClose={close} size="small">
      <p class="hint">{t('mood.quiet-detail')}</p>
      <ul class="spans">
        {SPANS.map((span) => (
          <li key={span}>
            <button
              type="button"
              class="span"
              autofocus={span === 'half-hour'}
              disabled={attempt.isBusy}
              onClick={() => void start(span)}
            >
              <span class="title">{t(`mood.${span}`)}</span>
              <span class="soft">{untilText(preferences, endOf(span, now).toISOString())}</span>
            </button>
          </li>
        ))}
      </ul>
      <Form
        isBusy={attempt.isBusy}
        class="line"
        onSubmit={(values) => {
          const time = values('time');
          if (time !== '') void start({ time });
        }}
      >
        <TimeField label={t('mood.until-time')} name="time" value={timeOf(endOf('meeting', now))} />
        <button type="submit" class="button">
          {t('mood.start')}
        </button>
      </Form>
      <Fault text={attempt.fault} />
    </Modal>
  );
}
