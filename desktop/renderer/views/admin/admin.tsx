import { useEffect, useState } from 'preact/hooks';
import type { Session } from '../../../../api/auth/contract.ts';
import { ADMIN, type PagePlace } from '../../../address.ts';
import { api } from '../../live/api.ts';
import type { State } from '../../state/state.ts';
import { Page } from '../pages/page.tsx';
import { Fault } from '../parts/form.tsx';
import type { Props } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';
import { AdminChannels } from './channels.tsx';
import { AdminDevices } from './devices/devices.tsx';
import { useDevices } from './devices/use-devices.ts';
import { AdminFiles } from './files.tsx';
import { AdminPeople } from './people.tsx';
import type { AdminProps } from './props.ts';
import { SearchProgress } from './search-progress.tsx';
import { AdminSessions } from './sessions.tsx';

const WAITING = { search: '', state: 'waiting', limit: 500 } as const;

type AdminPlace = Extract<PagePlace, { kind: 'admin' }>;

/** For administrators: people, who is connected from where, channels, workstations, and files. */
export function Admin(props: Props & { state: State; at: AdminPlace }) {
  const { store, preferences, state, at } = props;
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
  const counted = { count, text: t('admin.devices-waiting', { count }) };

  const given: AdminProps = {
    ...props,
    close: store.leavePage,
    sessions,
    refresh,
    newKeys,
    refreshWaiting: waiting.read,
  };
  return (
    <Page
      {...props}
      title={t('nav.admin')}
      kind="admin"
      sections={ADMIN.map((section) => ({
        at: { kind: 'admin', section },
        label: t(`admin.${section}`),
        waiting: section === 'devices' ? counted : undefined,
      }))}
      shown={at.section ?? 'people'}
      isChosen={at.section !== undefined}
    >
      <Fault text={reading.fault ?? waiting.fault} />
      <SearchProgress {...props} />
      <Content {...given} at={at} />
    </Page>
  );
}

function Content({ at, ...given }: AdminProps & { at: AdminPlace }) {
  switch (at.section) {
    case 'sessions':
      return <AdminSessions {...given} />;
    case 'channels':
      return <AdminChannels {...given} />;
    case 'devices': {
      const first = at.isWaiting ? 'waiting' : 'all';
      return <AdminDevices key={first} {...given} first={first} />;
    }
    case 'files':
      return <AdminFiles {...given} />;
    case 'people':
    case undefined:
      return <AdminPeople {...given} />;
  }
}
