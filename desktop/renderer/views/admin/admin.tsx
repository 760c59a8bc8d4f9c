import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../../../../api/auth/contract.ts';
import { api } from '../../live/api.ts';
import { Fault } from '../parts/form.tsx';
import { Modal } from '../parts/modal.tsx';
import { Tabs } from '../parts/tabs.tsx';
import type { DialogProps } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';
import { AdminChannels } from './channels.tsx';
import { AdminDevices } from './devices/devices.tsx';
import { useDevices } from './devices/use-devices.ts';
import { AdminPeople } from './people.tsx';
import type { AdminProps } from './props.ts';
import { AdminSessions } from './sessions.tsx';

const WAITING = { search: '', state: 'waiting', limit: 500 } as const;

/** For administrators: people, who is connected from where, channels, and workstations. */
export function Admin(props: DialogProps & { at: 'devices' | undefined }) {
  const { store, preferences, state, close, at } = props;
  const { t } = preferences;
  const [sessions, setSessions] = useState<readonly Session[]>();
  const reading = useAttempt(t);
  const newKeys = state.alarms.filter(({ kind }) => kind === 'device-key.added').length;

  async function refresh(): Promise<void> {
    await store.refreshUsers();
    setSessions((await api.sessions()).sessions);
  }
  // `online` changes when somebody connects or disconnects.
  useEffect(() => void reading.run(refresh), [state.online]);

  const waiting = useDevices(t, WAITING, [newKeys]);
  const count = waiting.devices?.length ?? 0;

  const given: AdminProps = {
    ...props,
    sessions,
    refresh,
    newKeys,
    refreshWaiting: waiting.read,
  };
  return (
    <Modal title={t('nav.admin')} t={t} onClose={close} size="wide">
      <Fault text={reading.fault ?? waiting.fault} />
      <Tabs
        label={t('nav.admin')}
        first={at}
        tabs={[
          { name: 'people', label: t('admin.people'), content: <AdminPeople {...given} /> },
          { name: 'sessions', label: t('admin.sessions'), content: <AdminSessions {...given} /> },
          { name: 'channels', label: t('admin.channels'), content: <AdminChannels {...given} /> },
          {
            name: 'devices',
            label: t('admin.devices'),
            waiting: { count, text: t('admin.devices-waiting', { count }) },
            content: <AdminDevices {...given} first={at === undefined ? 'all' : 'waiting'} />,
          },
        ]}
      />
    </Modal>
  );
}
