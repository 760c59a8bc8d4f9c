import { useState } from 'preact/hooks';
import { isNewer } from '../state/newer.ts';
import { version as own } from '../version.ts';
import { IconButton } from './parts/icon.tsx';
import type { Props } from './props.ts';

/**
 * That the server has a newer version than this page: in a browser it is one reload away; in Electron
 * the page comes with the client, whose own update brings it.
 */
export function ServerUpdate({ store, preferences: { t } }: Props) {
  const [dismissed, dismiss] = useState<string>();
  const version = store.state.value?.serverVersion;
  const isOlder = version !== undefined && version !== dismissed && isNewer(version, own);
  return (
    <div class="toast" role="status">
      {isOlder && (
        <p>
          {window.workspace === undefined ? (
            <>
              {t('app.server-updated')}
              <button type="button" class="button small primary" onClick={() => location.reload()}>
                {t('app.reload')}
              </button>
            </>
          ) : (
            t('app.client-older', { version, own })
          )}
          <IconButton name="close" label={t('app.later')} onClick={() => dismiss(version)} />
        </p>
      )}
    </div>
  );
}
