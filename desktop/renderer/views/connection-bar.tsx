import { useEffect, useState } from 'preact/hooks';
import type { Connection } from '../state/state.ts';
import type { Props } from './props.ts';

/** How the connection stands, honestly; nothing to see while all is well. */
export function ConnectionBar({
  store,
  preferences,
  connection,
}: Props & { connection: Connection }) {
  const { t, formatTime } = preferences;
  const now = useNow(connection.kind === 'reconnecting');
  switch (connection.kind) {
    case 'live':
    case 'ended':
      return <p class="connection" role="status" />;
    case 'connecting':
      return (
        <p class="connection shown" role="status">
          {t('connection.connecting')}
        </p>
      );
    case 'catching-up':
      return (
        <p class="connection shown" role="status">
          {t('connection.catching-up', { left: connection.left })}
        </p>
      );
    case 'reconnecting':
      return (
        <p class="connection shown" role="status">
          {t('connection.reconnecting', {
            seconds: Math.max(0, Math.ceil((connection.at - now) / 1000)),
            since: formatTime(connection.offlineSince),
          })}
          <button type="button" class="button small" onClick={store.wake}>
            {t('connection.now')}
          </button>
        </p>
      );
  }
}

function useNow(isTicking: boolean): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isTicking) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [isTicking]);
  return now;
}
