import { useRef, useState } from 'preact/hooks';
import type { User } from '../../../../api/users/contract.ts';
import { seenName } from '../../state/names.ts';
import { findUsers } from '../find-users.ts';
import { Portrait } from '../parts/avatar.tsx';
import { Fault } from '../parts/form.tsx';
import { Icon } from '../parts/icon.tsx';
import { isComposing } from '../parts/is-composing.ts';
import { Modal } from '../parts/modal.tsx';
import type { DialogProps } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';

const MOST = 8;
const MOST_SHOWN = 50;

/** Chooses up to eight others, and opens the one direct channel with exactly these. */
export function NewMessage({ store, preferences, state, close }: DialogProps) {
  const { t } = preferences;
  const attempt = useAttempt(t);
  const field = useRef<HTMLInputElement>(null);
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState<readonly User[]>([]);
  const isChosen = ({ id }: User) => chosen.some((one) => one.id === id);
  const people = [...state.users.values()].filter(
    ({ id, kind, disabled }) => id !== state.me.id && kind !== 'bot' && !disabled,
  );
  const findIn = (typed: string) => findUsers(people, typed).slice(0, MOST_SHOWN);

  function toggle(user: User): void {
    if (isChosen(user)) setChosen(chosen.filter(({ id }) => id !== user.id));
    else if (chosen.length < MOST) setChosen([...chosen, user]);
    if (field.current) field.current.value = '';
    setWords('');
    field.current?.focus();
  }

  async function open(): Promise<void> {
    const ids = chosen.map(({ id }) => id);
    if (ids.length > 0 && (await attempt.run(() => store.openWith(ids)))) close();
  }

  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLInputElement }): void {
    const { value } = event.currentTarget;
    if (isComposing(event)) return;
    if (event.key === 'Backspace' && value === '') setChosen(chosen.slice(0, -1));
    if (event.key !== 'Enter') return;
    event.preventDefault();
    const first = findIn(value).find((user) => !isChosen(user));
    if (value.trim() === '') void open();
    else if (first !== undefined) toggle(first);
  }

  return (
    <Modal title={t('people.new-message')} t={t} onClose={close}>
      <div class="field">
        <label for="message-to">{t('people.to')}</label>
        <ul class="chips">
          {chosen.map((user) => (
            <li key={user.id}>
              <button
                type="button"
                class="button small"
                aria-label={t('people.take-out', { name: seenName(user) })}
                onClick={() => toggle(user)}
              >
                {seenName(user)}
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
        <input
          ref={field}
          id="message-to"
          type="text"
          autocomplete="off"
          spellcheck={false}
          autofocus
          aria-describedby="message-to-hint"
          onInput={({ currentTarget }) => setWords(currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <p class="hint" id="message-to-hint">
          {t('people.to-hint')}
        </p>
      </div>
      <ul class="chosen-from">
        {findIn(words).map((user) => (
          <li key={user.id}>
            <label class="check">
              <input
                type="checkbox"
                checked={isChosen(user)}
                disabled={chosen.length >= MOST && !isChosen(user)}
                onChange={() => toggle(user)}
              />
              <Portrait
                preferences={preferences}
                state={state}
                id={user.id}
                name={seenName(user)}
                size="tiny"
              />
              <span class="title">{seenName(user)}</span>
              <span class="soft">@{user.username}</span>
            </label>
          </li>
        ))}
      </ul>
      <Fault text={attempt.fault} />
      <div class="actions end">
        <button
          type="button"
          class="button primary"
          disabled={chosen.length === 0 || attempt.isBusy}
          onClick={() => void open()}
        >
          {t('people.open')}
        </button>
      </div>
    </Modal>
  );
}
