import { useEffect, useState } from 'preact/hooks';
import type { Bridge, Download } from '../../bridge.ts';
import type { Preferences } from '../preferences.ts';
import { IconButton } from './parts/icon.tsx';

const MOST_ENDED = 3;

interface DownloadsProps {
  bridge: Bridge;
  t: Preferences['t'];
}

/** In Electron: the files that are being saved, and those that have been until they are dismissed. */
export function Downloads({ bridge, t }: DownloadsProps) {
  const [downloads, setDownloads] = useState<readonly Download[]>([]);
  const forget = (id: number) => setDownloads((all) => all.filter((one) => one.id !== id));
  useEffect(
    () =>
      bridge.onDownload((download) => {
        if (download.state === 'cancelled') return forget(download.id);
        setDownloads((all) => {
          const isKnown = all.some(({ id }) => id === download.id);
          if (!isKnown) return [...withoutOldest(all), download];
          return all.map((one) => (one.id === download.id ? download : one));
        });
      }),
    [bridge],
  );
  return (
    <div class="downloads" role="status">
      {downloads.map((download) => (
        <Line
          key={download.id}
          {...{ bridge, t, download }}
          onDismiss={() => forget(download.id)}
        />
      ))}
    </div>
  );
}

/** Those that have ended make room, since they lie over what is written. */
function withoutOldest(all: readonly Download[]): readonly Download[] {
  const ended = all.filter(({ state }) => state !== 'progressing');
  const gone = new Set(ended.slice(0, Math.max(0, ended.length + 1 - MOST_ENDED)));
  return all.filter((download) => !gone.has(download));
}

function Line({
  bridge,
  t,
  download: { id, name, received, total, state, why = 'not-given', mayOpen },
  onDismiss,
}: DownloadsProps & { download: Download; onDismiss(): void }) {
  const isRunning = state === 'progressing';
  return (
    <p>
      <span class="name" title={name}>
        {name}
      </span>
      <IconButton
        name="close"
        label={t(isRunning ? 'download.cancel' : 'download.dismiss', { name })}
        onClick={() => (isRunning ? bridge.cancelDownload(id) : onDismiss())}
      />
      {isRunning && (
        <progress aria-label={name} value={total > 0 ? received : undefined} max={total || 1} />
      )}
      {state === 'failed' && <span class="fault">{t(`download.${why}`)}</span>}
      {state === 'completed' && mayOpen && (
        <button type="button" class="button small" onClick={() => bridge.openDownload(id)}>
          {t('download.open')}
        </button>
      )}
      {state === 'completed' && (
        <button type="button" class="button small" onClick={() => bridge.showDownload(id)}>
          {t('download.show')}
        </button>
      )}
    </p>
  );
}
