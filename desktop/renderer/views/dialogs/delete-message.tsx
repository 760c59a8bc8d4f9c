import type { Message } from '../../../../api/messages/contract.ts';
import { lineOf } from '../../state/plain-text.ts';
import { Confirm } from '../parts/confirm.tsx';
import type { DialogProps } from '../props.ts';

/** Asks before somebody else's message is deleted. */
export function DeleteMessage({
  store,
  preferences: { t },
  state,
  close,
  message,
}: DialogProps & { message: Message }) {
  return (
    <Confirm
      t={t}
      title={t('chat.delete-sure')}
      action={t('chat.delete')}
      onConfirm={async () => store.deleteMessage(message.id)}
      onClose={close}
    >
      <blockquote class="about">
        <strong>{state.names.get(message.authorId) ?? t('chat.unknown-user')}</strong>
        <p>{lineOf(message, 300)}</p>
      </blockquote>
    </Confirm>
  );
}
