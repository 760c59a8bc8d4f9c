import type { State } from '../../state/state.ts';
import { ConnectionState } from '../connection.tsx';
import { Portrait } from '../parts/avatar.tsx';
import { Icon } from '../parts/icon.tsx';
import { Menu } from '../parts/menu.tsx';
import { Mood } from '../parts/mood.tsx';
import type { Props } from '../props.ts';
import { moodItems } from './mood-items.ts';

/** The user and the state of the connection; the menu on them holds all that is one's own. */
export function Foot({ store, preferences, state }: Props & { state: State }) {
  const { t } = preferences;
  const { me } = state;
  const name = state.names.get(me.id) ?? me.displayName;
  const leaveSidebar = (then: () => void) => () => {
    store.isSidebarOpen.value = false;
    then();
  };
  const isLive = state.connection.kind === 'live';
  return (
    <footer class="sidebar-foot">
      <Menu
        class="me"
        side="above"
        groups={[
          moodItems(leaveSidebar, { store, preferences, state }),
          [
            {
              label: t('nav.settings'),
              icon: 'settings',
              onChoose: leaveSidebar(() => store.go({ kind: 'settings' })),
            },
            {
              label: t('nav.shortcuts'),
              icon: 'keys',
              keys: 'Ctrl /',
              onChoose: leaveSidebar(() => store.openDialog({ name: 'shortcuts' })),
            },
          ],
          me.role === 'admin'
            ? [
                {
                  label: t('nav.admin'),
                  icon: 'admin',
                  onChoose: leaveSidebar(() => store.go({ kind: 'admin' })),
                },
              ]
            : [],
          [{ label: t('nav.log-out'), icon: 'leave', onChoose: () => void store.logOut() }],
        ]}
      >
        <Portrait
          preferences={preferences}
          state={state}
          id={me.id}
          name={name}
          size="small"
          {...(!isLive && { status: 'offline' })}
        />
        <span class="me-text">
          <span class="title">
            {name} <Mood preferences={preferences} user={me} />
          </span>
          <ConnectionState store={store} preferences={preferences} connection={state.connection} />
        </span>
        <Icon name="more" />
      </Menu>
    </footer>
  );
}
