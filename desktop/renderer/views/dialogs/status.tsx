import { useState } from 'preact/hooks';
import type { OwnUserChange } from '../../../../api/users/contract.ts';
import { endOf } from '../../state/until.ts';
import { EmojiChoice } from '../parts/emoji-choice.tsx';
import { Fault, Field, Form, Select } from '../parts/form.tsx';
import { Modal } from '../parts/modal.tsx';
import type { DialogProps } from '../props.ts';
import { untilText } from '../until-text.ts';
import { useAttempt } from '../use-attempt.ts';

const ENDS = ['never', 'half-hour', 'hour', 'today', 'week'] as const;
type End = (typeof ENDS)[number] | 'as-before';

/** What is often said, and how long it lasts as a rule. */
const SUGGESTIONS = [
  { emoji: '📅', key: 'mood.in-meeting', end: 'hour' },
  { emoji: '🚆', key: 'mood.travelling', end: 'today' },
  { emoji: '🌴', key: 'mood.on-leave', end: 'never' },
  { emoji: '🤒', key: 'mood.ill', end: 'today' },
] as const;

/** What the user says of themselves to everyone, and for how long. */
export function StatusDialog({ store, preferences, state, close }: DialogProps) {
  const { t } = preferences;
  const attempt = useAttempt(t);
  const before = state.me.status;
  const [emoji, setEmoji] = useState(before?.emoji);
  const [text, setText] = useState(before?.text ?? '');
  const [end, setEnd] = useState<End>(before?.until === undefined ? 'never' : 'as-before');
  const [suggested, setSuggested] = useState(0);
  const ends = before?.until === undefined ? ENDS : (['as-before', ...ENDS] as const);

  async function change(status: OwnUserChange['status']): Promise<void> {
    if (await attempt.run(() => store.changeOwn({ status }))) close();
  }

  function save(): void {
    const said = text.trim();
    if (said === '' && emoji === undefined) return void change(null);
    const until = untilOf(end, before?.until);
    void change({
      ...(emoji !== undefined && { emoji }),
      ...(said !== '' && { text: said }),
      ...(until !== undefined && { until }),
    });
  }

  return (
    <Modal title={t('mood.status')} t={t} onClose={close}>
      <Form isBusy={attempt.isBusy} onSubmit={save}>
        <EmojiChoice preferences={preferences} emoji={emoji} onChoose={setEmoji} />
        <Field
          // Anew where a suggestion has set it.
          key={suggested}
          label={t('mood.text')}
          name="text"
          value={text}
          maxLength={100}
          autocomplete="off"
          fault={attempt.faultAt('status.text')}
          autofocus
          onInput={setText}
        />
        <fieldset class="suggestions">
          <legend>{t('mood.suggestions')}</legend>
          {SUGGESTIONS.map((one) => (
            <button
              key={one.key}
              type="button"
              class="button small"
              onClick={() => {
                setEmoji(one.emoji);
                setText(t(one.key));
                setEnd(one.end);
                setSuggested(suggested + 1);
              }}
            >
              <span aria-hidden="true">{one.emoji}</span>
              {t(one.key)}
            </button>
          ))}
        </fieldset>
        <Select<End>
          label={t('mood.ends')}
          value={end}
          options={ends.map((value) => ({
            value,
            text: t(`mood.ends-${value}`, {
              until: before?.until === undefined ? '' : untilText(preferences, before.until),
            }),
          }))}
          onChoose={setEnd}
        />
        <Fault text={attempt.fault} />
        <div class="actions end">
          {before !== null && (
            <button
              type="button"
              class="button"
              disabled={attempt.isBusy}
              onClick={() => void change(null)}
            >
              {t('mood.clear')}
            </button>
          )}
          <button type="submit" class="button primary">
            {t('chat.save')}
          </button>
        </div>
      </Form>
    </Modal>
  );
}

function untilOf(end: End, before: string | undefined): string | undefined {
  if (end === 'as-before') return before;
  return end === 'never' ? undefined : endOf(end, new Date()).toISOString();
}
