import type { Preferences } from '../preferences.ts';
import type { Connection } from '../state/state.ts';
import { connectionFault } from './faults.ts';
import type { Props } from './props.ts';
import { useNow } from './use-now.ts';

type ConnectionProps = Props & { connection: Connection };

/** The state of the connection in a few words, always shown. */
export function ConnectionState({ preferences, connection }: ConnectionProps) {
  return (
    <span class={`connection-state ${connection.kind}`}>{shortText(preferences, connection)}</span>
  );
}

/** The same as a sign alone, where there is no room for words. */
export function ConnectionSign({ preferences, connection }: ConnectionProps) {
  const text = shortText(preferences, connection);
  return (
    <span class={`connection-sign ${connection.kind}`} role="img" aria-label={text} title={text} />
  );
}

/**
 * Says what is being done while the connection is not live. It lies over the messages, so that it
 * moves nothing.
 */
export function ConnectionBanner({ store, preferences, connection }: ConnectionProps) {
  const { t } = preferences;
  const now = useNow(connection.kind === 'reconnecting', 250);
  if (connection.kind === 'live') return null;
  const { value } = store.fault;
  const fault =
    connection.kind === 'reconnecting' && value?.code !== 'unreachable' ? value : undefined;
  return (
    <p class={`banner connection ${connection.kind}`}>
      {fault !== undefined && `${connectionFault(t, fault)} `}
      {longText(preferences, connection, now)}
      {connection.kind === 'reconnecting' && (
        <button type="button" class="button small" onClick={store.wake}>
          {t('connection.now')}
        </button>
      )}
    </p>
  );
}

function shortText({ t, formatTime }: Preferences, connection: Connection): string {
  switch (connection.kind) {
    case 'live':
    case 'connecting':
      return t(`connection.${connection.kind}`);
    case 'catching-up':
      return t('connection.catching-up-short', { left: connection.left });
    case 'reconnecting':
      return t('connection.offline', { since: formatTime(connection.offlineSince) });
  }
}

function longText(preferences: Preferences, connection: Connection, now: number): string {
  const { t, formatTime } = preferences;
  if (connection.kind === 'catching-up') {
    return t('connection.catching-up', { left: connection.left });
  }
  if (connection.kind !== 'reconnecting') return shortText(preferences, connection);
  const since = formatTime(connection.offlineSince);
  const seconds = Math.ceil((connection.at - now) / 1000);
  return seconds > 0
    ? t('connection.reconnecting', { seconds, since })
    : t('connection.trying', { since });
}
