import type { Dialog } from '../../state/dialog.ts';
import { Modal } from '../parts/modal.tsx';
import type { DialogProps } from '../props.ts';

/** Asks before a message mentions many people. The focus is on the button that sends nothing. */
export function MentionGroup({
  preferences: { t },
  close,
  group,
  channel,
  count,
  post,
}: DialogProps & Dialog & { name: 'mention-group' }) {
  return (
    <Modal title={t('chat.group-sure', { count })} t={t} onClose={close} size="small">
      <p>{t('chat.group-detail', { group, channel })}</p>
      <div class="actions end">
        <button type="button" class="button" autofocus onClick={close}>
          {t('chat.cancel')}
        </button>
        <button
          type="button"
          class="button primary"
          onClick={() => {
            post();
            close();
          }}
        >
          {t('chat.send')}
        </button>
      </div>
    </Modal>
  );
}
