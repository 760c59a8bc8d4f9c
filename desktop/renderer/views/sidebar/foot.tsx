import type { State } from '../../state/state.ts';
import { ConnectionState } from '../connection.tsx';
import { Portrait } from '../parts/avatar.tsx';
import { IconButton } from '../parts/icon.tsx';
import type { Props } from '../props.ts';

/** The user, the state of the connection, and the buttons for settings and logging out. */
export function Foot({ store, preferences, state }: Props & { state: State }) {
  const { t } = preferences;
  const { me } = state;
  const name = state.names.get(me.id) ?? me.displayName;
  return (
    <footer class="sidebar-foot">
      <div class="me">
        <Portrait
          preferences={preferences}
          state={state}
          id={me.id}
          name={name}
          size="small"
          {...(state.connection.kind !== 'live' && { status: 'offline' })}
        />
        <span class="me-text">
          <span class="title">{name}</span>
          <ConnectionState store={store} preferences={preferences} connection={state.connection} />
        </span>
      </div>
      <div class="me-actions">
        {me.role === 'admin' && (
          <IconButton
            name="admin"
            label={t('nav.admin')}
            onClick={() => store.openDialog({ name: 'admin' })}
          />
        )}
        <IconButton
          name="settings"
          label={t('nav.settings')}
          onClick={() => store.openDialog({ name: 'settings' })}
        />
        <IconButton
          name="keys"
          label={t('nav.shortcuts')}
          onClick={() => store.openDialog({ name: 'shortcuts' })}
        />
        <IconButton
          name="leave"
          class="last"
          label={t('nav.log-out')}
          onClick={() => void store.logOut()}
        />
      </div>
    </footer>
  );
}
