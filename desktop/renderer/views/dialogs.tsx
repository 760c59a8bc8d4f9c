import { api } from '../live/api.ts';
import type { State } from '../state/state.ts';
import { Admin } from './admin.tsx';
import { Channels } from './channels.tsx';
import { Jump } from './jump.tsx';
import { Members } from './members.tsx';
import { Modal } from './modal.tsx';
import type { DialogProps, Props } from './props.ts';
import { Settings } from './settings.tsx';

export function Dialogs(props: Props & { state: State }) {
  const { store, preferences } = props;
  const { t } = preferences;
  const dialog = store.dialog.value;
  const close = () => {
    store.dialog.value = undefined;
  };
  const given = { ...props, close };
  switch (dialog?.name) {
    case undefined:
      return null;
    case 'jump':
      return <Jump {...given} />;
    case 'shortcuts':
      return <Shortcuts {...given} />;
    case 'settings':
      return <Settings {...given} />;
    case 'admin':
      return <Admin {...given} />;
    case 'channels':
      return <Channels {...given} />;
    case 'members':
      return <Members {...given} channelId={dialog.channelId} />;
    case 'delete-message':
      return (
        <Modal title={t('chat.delete-sure')} t={t} onClose={close}>
          <p class="quote">{dialog.message.body?.slice(0, 200)}</p>
          <div class="actions">
            <button
              type="button"
              class="button danger"
              onClick={() => void api.deleteMessage(dialog.message.id).then(close, close)}
            >
              {t('chat.delete')}
            </button>
            <button type="button" class="button" onClick={close}>
              {t('chat.cancel')}
            </button>
          </div>
        </Modal>
      );
  }
}

function Shortcuts({ preferences: { t }, close }: DialogProps) {
  const keys = [
    ['Ctrl K', t('keys.jump')],
    ['Alt ↑ / Alt ↓', t('keys.channels')],
    ['Enter', t('keys.send')],
    ['Shift Enter', t('keys.break')],
    ['↑', t('keys.edit-last')],
    ['Esc', t('keys.escape')],
    ['Ctrl /', t('keys.help')],
  ];
  return (
    <Modal title={t('nav.shortcuts')} t={t} onClose={close}>
      <dl class="keys">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
