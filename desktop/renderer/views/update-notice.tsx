import { useEffect, useState } from 'preact/hooks';
import type { Bridge } from '../../bridge.ts';
import type { Preferences } from '../preferences.ts';
import { IconButton } from './parts/icon.tsx';

/** In Electron: says that a new version is ready. It lies over the page and can be dismissed. */
export function UpdateNotice({ bridge, t }: { bridge: Bridge; t: Preferences['t'] }) {
  const [version, setVersion] = useState<string>();
  useEffect(() => bridge.onUpdateReady(setVersion), [bridge]);
  return (
    <div class="toast" role="status">
      {version !== undefined && (
        <p>
          {t('app.update-ready', { version })}
          <button type="button" class="button small primary" onClick={() => bridge.installUpdate()}>
            {t('app.restart')}
          </button>
          <IconButton name="close" label={t('app.later')} onClick={() => setVersion(undefined)} />
        </p>
      )}
    </div>
  );
}
