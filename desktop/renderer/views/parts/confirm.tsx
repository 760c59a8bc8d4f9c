import type { ComponentChildren } from 'preact';
import type { Preferences } from '../../preferences.ts';
import { useAttempt } from '../use-attempt.ts';
import { Fault } from './form.tsx';
import { Modal } from './modal.tsx';

/**
 * Asks before an action, does it, and shows the refusal if there is one. Where the action destroys
 * something, the button that does nothing has the focus.
 */
export function Confirm({
  t,
  title,
  action,
  isDanger = true,
  onConfirm,
  onClose,
  children,
}: {
  t: Preferences['t'];
  title: string;
  /** The label of the button that does it. */
  action: string;
  isDanger?: boolean;
  /** May throw Refused; the dialog closes if it does not. */
  onConfirm(): Promise<unknown>;
  onClose(): void;
  children?: ComponentChildren;
}) {
  const attempt = useAttempt(t);
  return (
    <Modal title={title} t={t} onClose={onClose} size="small">
      {children}
      <Fault text={attempt.fault} />
      <div class="actions end">
        <button type="button" class="button" autofocus={isDanger} onClick={onClose}>
          {t('chat.cancel')}
        </button>
        <button
          type="button"
          class={isDanger ? 'button danger' : 'button primary'}
          autofocus={!isDanger}
          disabled={attempt.isBusy}
          onClick={() => void attempt.run(onConfirm).then((done) => done && onClose())}
        >
          {action}
        </button>
      </div>
    </Modal>
  );
}
