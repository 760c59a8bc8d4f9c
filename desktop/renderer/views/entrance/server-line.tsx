import { useEffect, useState } from 'preact/hooks';
import type { Bridge, ServerChoice } from '../../../bridge.ts';
import type { Preferences } from '../../preferences.ts';
import { ServerDialog } from './server-dialog.tsx';

/** In Electron: the server in use, with a button to change it. */
export function ServerLine({
  bridge,
  preferences,
  onChanged,
}: {
  bridge: Bridge;
  preferences: Preferences;
  onChanged(): void;
}) {
  const { t } = preferences;
  const [server, setServer] = useState<ServerChoice>();
  const [isChanging, setChanging] = useState(false);
  useEffect(() => void bridge.getServer().then(setServer), [bridge]);
  return (
    <>
      <div class="server-line">
        <span class="soft">{t('server.address')}</span>
        <span class="title">{server?.url}</span>
        <button type="button" class="button small" onClick={() => setChanging(true)}>
          {t('server.change')}
        </button>
      </div>
      {isChanging && server !== undefined && (
        <ServerDialog
          bridge={bridge}
          server={server}
          preferences={preferences}
          onClose={() => setChanging(false)}
          onChosen={(url) => {
            setServer({ ...server, url });
            setChanging(false);
            onChanged();
          }}
        />
      )}
    </>
  );
}
