import type { State } from '../../state/state.ts';
import type { Props } from '../props.ts';
import { DeleteFile } from './delete-file.tsx';
import { DeleteMessage } from './delete-message.tsx';
import { DoNotDisturb } from './do-not-disturb.tsx';
import { JoinChannel } from './join-channel.tsx';
import { Jump } from './jump.tsx';
import { MentionGroup } from './mention-group.tsx';
import { NewMessage } from './new-message.tsx';
import { PersonCard } from './person-card.tsx';
import { Shortcuts } from './shortcuts.tsx';
import { StatusDialog } from './status.tsx';

/** The one dialog that is open, if one is. */
export function Dialogs(props: Props & { state: State }) {
  const { store } = props;
  const dialog = store.dialog.value;
  const close = () => {
    // The browser reports the close a moment later, when another dialog may already be open.
    if (store.dialog.value === dialog) store.dialog.value = undefined;
  };
  const given = { ...props, close };
  switch (dialog?.name) {
    case undefined:
      return null;
    case 'jump':
      return <Jump {...given} />;
    case 'shortcuts':
      return <Shortcuts {...given} />;
    case 'channels':
      return <JoinChannel {...given} />;
    case 'delete-message':
      return <DeleteMessage {...given} message={dialog.message} />;
    case 'delete-file':
      return <DeleteFile {...given} file={dialog.file} />;
    case 'message':
      return <NewMessage {...given} />;
    case 'status':
      return <StatusDialog {...given} />;
    case 'do-not-disturb':
      return <DoNotDisturb {...given} />;
    case 'person':
      return <PersonCard key={dialog.userId} {...given} userId={dialog.userId} />;
    case 'mention-group':
      return <MentionGroup {...given} {...dialog} />;
  }
}
