import { existsSync, mkdirSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { type BrowserWindow, type DownloadItem, type Session, shell } from 'electron';
import type { Download } from '../../bridge.ts';
import { isOfApp } from './app-origin.ts';
import { mayOpen, placeFor } from './saved-name.ts';

export interface DownloadsDeps {
  window: BrowserWindow;
  /** Where they are saved, and nowhere else. */
  folder(): string;
  onChange(download: Download): void;
}

export interface Downloads {
  cancel(id: number): void;
  showInFolder(id: number): void;
  /** Hands a file that has been saved to the system, unless that might run it. */
  open(id: number): void;
}

/**
 * Saves the files that the page gives out in the user's folder for that, in place of none that is there.
 * The page is told how far each one is, and the program's button on the task bar shows all of them
 * together.
 */
export function offerDownloads(session: Session, deps: DownloadsDeps): Downloads {
  const items = new Map<number, DownloadItem>();
  let lastId = 0;

  function save(item: DownloadItem): void {
    const id = ++lastId;
    const isTaken = (file: string) =>
      existsSync(file) || running().some((other) => other.getSavePath() === file);
    item.setSavePath(placeFor(madeFolder(deps.folder()), item.getFilename(), isTaken));
    items.set(id, item);
    let received = 0;
    const tell = () => {
      // Of one that has failed, Chromium says 0 again.
      received = Math.max(received, item.getReceivedBytes());
      deps.onChange(describe(id, item, received));
      showProgress();
    };
    item.on('updated', tell);
    item.once('done', (_event, state) => {
      if (state === 'cancelled') items.delete(id);
      tell();
    });
    tell();
  }

  function running(): DownloadItem[] {
    return [...items.values()].filter((item) => item.getState() === 'progressing');
  }

  function showProgress(): void {
    if (deps.window.isDestroyed()) return;
    const all = running();
    const sum = (bytes: (item: DownloadItem) => number) =>
      all.reduce((before, item) => before + bytes(item), 0);
    const total = sum((item) => item.getTotalBytes());
    // Electron takes -1 for no bar, and more than 1 for a bar without an end.
    const done = total === 0 ? 2 : sum((item) => item.getReceivedBytes()) / total;
    deps.window.setProgressBar(all.length === 0 ? -1 : done);
  }

  function saved(id: number): string | undefined {
    const item = items.get(id);
    return item?.getState() === 'completed' ? item.getSavePath() : undefined;
  }

  session.on('will-download', (event, item) => {
    if (isOfApp(item.getURL().replace(/^blob:/, ''))) save(item);
    else event.preventDefault();
  });
  return {
    cancel: (id) => items.get(id)?.cancel(),
    showInFolder(id) {
      const file = saved(id);
      if (file !== undefined) shell.showItemInFolder(file);
    },
    open(id) {
      const file = saved(id);
      if (file !== undefined && mayOpen(file)) void shell.openPath(file);
    },
  };
}

/** Where it cannot be made, the saving fails, and the user is told. */
function madeFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
  } catch {
    // As above.
  }
  return folder;
}

function describe(id: number, item: DownloadItem, received: number): Download {
  const state = item.getState();
  const file = item.getSavePath();
  const total = item.getTotalBytes();
  return {
    ...{ id, name: path.basename(file), received, total, mayOpen: mayOpen(file) },
    ...(state === 'interrupted'
      ? { state: 'failed', why: whyFailed(path.dirname(file), received, total) }
      : { state }),
  };
}

/** Chromium does not tell Electron why. */
function whyFailed(folder: string, received: number, total: number): NonNullable<Download['why']> {
  if (roomIn(folder) < total - received) return 'disk-full';
  return received > 0 ? 'broken-off' : 'not-given';
}

function roomIn(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
