import { useState } from 'preact/hooks';
import { isNewer } from '../state/newer.ts';
import { version as own } from '../version.ts';
import { IconButton } from './parts/icon.tsx';
import type { Props } from './props.ts';

/**
 * Says that the server has a newer version than this page. In a browser a reload brings the new
 * page; in Electron the page is part of the client, and comes with the client's update.
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
