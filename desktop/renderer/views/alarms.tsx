import type { Preferences } from '../preferences.ts';
import type { Alarm, State } from '../state/state.ts';
import { focusPlace } from './parts/focus.ts';
import { IconButton } from './parts/icon.tsx';
import type { Props } from './props.ts';

type AlarmsProps = Props & { state: State };

/** How many are shown at a time, so that they do not cover the page. */
const MOST_SHOWN = 3;

/**
 * Warns of what may be an attack on the user's account or workstation, and says what to do. It lies
 * over the page and stays until it is dismissed. Screen readers say it at once.
 */
export function Alarms(props: AlarmsProps) {
  const { store, preferences, state } = props;
  const { t } = preferences;
  const raised = state.alarms.filter(({ isDismissed }) => !isDismissed);
  const shown = raised.slice(-MOST_SHOWN);
  const dismiss = (alarms: readonly Alarm[]) => {
    store.dispatch({ type: 'alarms-dismissed', alarms });
    focusPlace();
  };
  return (
    <div class="alarms" role="alert">
      {shown.map((alarm) => (
        <div key={`${alarm.device.id} ${alarm.at}`} class="alarm">
          <p>{textOf(preferences, state, alarm)}</p>
          <WhatToDo {...props} alarm={alarm} />
          <IconButton name="close" label={t('alarm.dismiss')} onClick={() => dismiss([alarm])} />
        </div>
      ))}
      {raised.length > MOST_SHOWN && (
        <div class="alarm">
          <p>{t('alarm.more', { count: raised.length - MOST_SHOWN })}</p>
          <button type="button" class="button small" onClick={() => dismiss(raised)}>
            {t('alarm.dismiss-all')}
          </button>
        </div>
      )}
    </div>
  );
}

function textOf({ t, formatMoment }: Preferences, state: State, alarm: Alarm): string {
  const [name, at] = [alarm.device.name, formatMoment(alarm.at)];
  if (alarm.kind === 'device-token.reused') return t('alarm.token-reused', { name, at });
  const { key, userId } = alarm;
  if (key === undefined) return t('alarm.key-here');
  const who = state.names.get(userId) ?? t('chat.unknown-user');
  const isMe = String(userId === state.me.id);
  return t(key.state === 'waiting' ? 'alarm.key-waits' : 'alarm.key-added', {
    name,
    at,
    who,
    isMe,
  });
}

function WhatToDo({ store, preferences: { t }, state, alarm }: AlarmsProps & { alarm: Alarm }) {
  if (alarm.kind === 'device-token.reused') {
    return (
      <button
        type="button"
        class="button small primary"
        onClick={() => store.go({ kind: 'settings', section: 'password' })}
      >
        {t('settings.password')}
      </button>
    );
  }
  if (state.me.role !== 'admin' || alarm.key?.state !== 'waiting') return null;
  return (
    <button
      type="button"
      class="button small primary"
      onClick={() => store.go({ kind: 'admin', section: 'devices', isWaiting: true })}
    >
      {t('admin.devices')}
    </button>
  );
}
