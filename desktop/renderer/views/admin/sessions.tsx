import { useState } from 'preact/hooks';
import type { Session } from '../../../../api/auth/contract.ts';
import { api } from '../../live/api.ts';
import type { Preferences } from '../../preferences.ts';
import { Confirm } from '../parts/confirm.tsx';
import { platformName } from '../platform.ts';
import { useNow } from '../use-now.ts';
import { PersonLine } from './person-line.tsx';
import type { AdminProps } from './props.ts';

/** Who is connected from where, with a button to end each session. */
export function AdminSessions(props: AdminProps) {
  const { preferences, state, sessions } = props;
  const { t, formatAgo } = preferences;
  const [ending, setEnding] = useState<Session>();
  const now = useNow(true, 1_000);
  return (
    <>
      <ul class="lines">
        {sessions?.map((session) => {
          const user = state.users.get(session.userId);
          if (user === undefined) return null;
          return (
            <PersonLine
              key={session.id}
              preferences={preferences}
              state={state}
              user={user}
              detail={[
                ...(session.id === state.session?.id ? [t('settings.this-one')] : []),
                connectedFrom(preferences, session),
                ...platformOf(preferences, session),
                t('admin.last-alive', { ago: formatAgo(session.lastHeartbeatAt, now) }),
              ].join(' · ')}
            >
              <button type="button" class="button small" onClick={() => setEnding(session)}>
                {t('admin.end-session')}
                <span class="unseen"> {state.names.get(user.id)}</span>
              </button>
            </PersonLine>
          );
        })}
      </ul>
      {sessions?.length === 0 && <p class="hint">{t('admin.nobody-connected')}</p>}
      {ending && <EndSession {...props} session={ending} onClose={() => setEnding(undefined)} />}
    </>
  );
}

export function connectedFrom({ t, formatMoment }: Preferences, session: Session): string {
  const { device, createdAt } = session;
  return t('admin.connected-from', { device: device.name, since: formatMoment(createdAt) });
}

function platformOf({ t }: Preferences, { device }: Session): string[] {
  return device.platform === null ? [] : [platformName(t, device.platform)];
}

/** Asks before a session is ended. */
export function EndSession({
  preferences: { t },
  state,
  refresh,
  session,
  onClose,
}: AdminProps & { session: Session; onClose(): void }) {
  const name = state.names.get(session.userId) ?? t('chat.unknown-user');
  return (
    <Confirm
      t={t}
      title={t('admin.end-session-sure', { name, device: session.device.name })}
      action={t('admin.end-session')}
      onConfirm={async () => {
        await api.endSession(session.id);
        await refresh();
      }}
      onClose={onClose}
    >
      <p>{t('admin.end-session-detail')}</p>
    </Confirm>
  );
}
