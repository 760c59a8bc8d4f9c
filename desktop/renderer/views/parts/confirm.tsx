import type { ComponentChildren } from 'preact';
import type { Preferences } from '../../preferences.ts';
import { useAttempt } from '../use-attempt.ts';
import { Fault } from './form.tsx';
import { Modal } from './modal.tsx';

/** Asks before something that cannot be taken back, does it, and says so where it was refused. */
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
  /** What the button says that does it. */
  action: string;
  isDanger?: boolean;
  /** May throw Refused; closes where it does not. */
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
        <button type="button" class="button" onClick={onClose}>
          {t('chat.cancel')}
        </button>
        <button
          type="button"
          class={isDanger ? 'button danger' : 'button primary'}
          autofocus
          disabled={attempt.isBusy}
          onClick={() => void attempt.run(onConfirm).then((done) => done && onClose())}
        >
          {action}
        </button>
      </div>
    </Modal>
  );
}
