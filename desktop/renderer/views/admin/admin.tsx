import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../../../../api/auth/contract.ts';
import { api } from '../../live/api.ts';
import { Fault } from '../parts/form.tsx';
import { Modal } from '../parts/modal.tsx';
import { Tabs } from '../parts/tabs.tsx';
import type { DialogProps } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';
import { AdminChannels } from './channels.tsx';
import { AdminPeople } from './people.tsx';
import type { AdminProps } from './props.ts';
import { AdminSessions } from './sessions.tsx';

/** For administrators: people, who is connected from where, and channels. */
export function Admin(props: DialogProps) {
  const { store, preferences, state, close } = props;
  const { t } = preferences;
  const [sessions, setSessions] = useState<readonly Session[]>();
  const reading = useAttempt(t);

  async function refresh(): Promise<void> {
    await store.refreshUsers();
    setSessions((await api.sessions()).sessions);
  }
  // `online` changes when somebody connects or disconnects.
  useEffect(() => void reading.run(refresh), [state.online]);

  const given: AdminProps = { ...props, sessions, refresh };
  return (
    <Modal title={t('nav.admin')} t={t} onClose={close} size="wide">
      <Fault text={reading.fault} />
      <Tabs
        label={t('nav.admin')}
        tabs={[
          { name: 'people', label: t('admin.people'), content: <AdminPeople {...given} /> },
          { name: 'sessions', label: t('admin.sessions'), content: <AdminSessions {...given} /> },
          { name: 'channels', label: t('admin.channels'), content: <AdminChannels {...given} /> },
        ]}
      />
    </Modal>
  );
}
