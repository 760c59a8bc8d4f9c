import path from 'node:path';
import { type BrowserWindow, type DownloadItem, type Session, shell } from 'electron';
import type { Download } from '../../bridge.ts';
import { isOfApp } from './app-origin.ts';

export interface DownloadsDeps {
  window: BrowserWindow;
  /** The folder that is proposed. */
  folder: string;
  onChange(download: Download): void;
}

export interface Downloads {
  cancel(id: number): void;
  showInFolder(id: number): void;
}

/**
 * Saves the files that the page gives out where the user says. The page is told how far each one is,
 * and the program's button on the task bar shows all of them together.
 */
export function offerDownloads(session: Session, deps: DownloadsDeps): Downloads {
  const items = new Map<number, DownloadItem>();
  let lastId = 0;

  function save(item: DownloadItem): void {
    const id = ++lastId;
    items.set(id, item);
    item.setSaveDialogOptions({ defaultPath: path.join(deps.folder, item.getFilename()) });
    const tell = () => {
      // The user has not yet said where to.
      if (item.getSavePath() !== '') deps.onChange(describe(id, item));
      showProgress();
    };
    item.on('updated', tell);
    item.once('done', (_event, state) => {
      if (state === 'cancelled') items.delete(id);
      deps.onChange(describe(id, item));
      showProgress();
    });
  }

  function showProgress(): void {
    if (deps.window.isDestroyed()) return;
    const running = [...items.values()].filter((item) => item.getState() === 'progressing');
    const sum = (bytes: (item: DownloadItem) => number) =>
      running.reduce((before, item) => before + bytes(item), 0);
    const total = sum((item) => item.getTotalBytes());
    // Electron takes -1 for no bar, and more than 1 for a bar without an end.
    const done = total === 0 ? 2 : sum((item) => item.getReceivedBytes()) / total;
    deps.window.setProgressBar(running.length === 0 ? -1 : done);
  }

  session.on('will-download', (event, item) => {
    if (isOfApp(item.getURL().replace(/^blob:/, ''))) save(item);
    else event.preventDefault();
  });
  return {
    cancel: (id) => items.get(id)?.cancel(),
    showInFolder(id) {
      const saved = items.get(id);
      if (saved?.getState() === 'completed') shell.showItemInFolder(saved.getSavePath());
    },
  };
}

function describe(id: number, item: DownloadItem): Download {
  const state = item.getState();
  return {
    id,
    name: path.basename(item.getSavePath()) || item.getFilename(),
    received: item.getReceivedBytes(),
    total: item.getTotalBytes(),
    state: state === 'interrupted' ? 'failed' : state,
  };
}
