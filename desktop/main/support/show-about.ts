import { app, type BrowserWindow, dialog } from 'electron';
import type { Words } from '../words.ts';

/** Shows version and licence. */
export function showAbout(window: BrowserWindow, w: Words): void {
  const { electron, chrome } = process.versions;
  void dialog.showMessageBox(window, {
    type: 'info',
    message: `Workspace ${app.getVersion()}`,
    detail: `${w('about.licence')}\n© The Workspace authors\nElectron ${electron}, Chromium ${chrome}`,
    buttons: [w('diagnostics.close')],
    noLink: true,
  });
}
