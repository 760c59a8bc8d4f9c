import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { Later, LaterName } from '../later.ts';
import type { State } from '../state/state.ts';
import type { Props } from './props.ts';

export const LaterContext = createContext<Later | undefined>(undefined);

/** A view that is loaded when it is wanted, as soon as it is there. */
export function useLater<Name extends LaterName>(name: Name) {
  const later = useGiven();
  const [isMissed, setMissed] = useState(false);
  async function load(): Promise<void> {
    setMissed(false);
    setMissed(!(await later.load(name)));
  }
  useEffect(() => void load(), [name]);
  return { View: later.views.value[name], isMissed, load };
}

/**
 * Loads what may be wanted when the page is live and has nothing else to do, since the server may be away
 * by then; and what was wanted and could not be loaded.
 */
export function useLaterAtHand(names: readonly LaterName[], { connection }: State): void {
  const later = useGiven();
  const isLive = connection.kind === 'live';
  useEffect(() => {
    if (!isLive) return;
    const waiting = requestIdleCallback(() => {
      for (const name of names) void later.load(name);
    });
    return () => cancelIdleCallback(waiting);
  }, [names.join(), isLive]);
}

/** In place of a view that is not there: that it is coming, or why it is not, and what to do. */
export function LaterNotice({
  preferences: { t },
  state,
  isMissed,
  onAgain,
}: Pick<Props, 'preferences'> & { state: State; isMissed: boolean; onAgain(): void }) {
  const isLost = state.connection.kind === 'reconnecting';
  return (
    <div class="later" role="status">
      {!isMissed && <p class="hint later-waiting">{t('chat.loading')}</p>}
      {isMissed && <p class="hint">{t(isLost ? 'later.offline' : 'later.missed')}</p>}
      {isMissed && (
        <div class="actions">
          <button type="button" class="button small" onClick={onAgain}>
            {t('app.try-again')}
          </button>
          {!isLost && (
            <button type="button" class="button small" onClick={() => location.reload()}>
              {t('app.reload')}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function useGiven(): Later {
  const later = useContext(LaterContext);
  if (later === undefined)
    throw new Error('what is loaded later stands in <LaterContext.Provider>');
  return later;
}
