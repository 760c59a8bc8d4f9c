import path from 'node:path';
import { type NativeImage, nativeImage } from 'electron';
import app from '../../packaging/icons/256x256.png?inline';

export type TrayState = 'plain' | 'unread' | 'mention' | 'offline';

export interface Icons {
  app: NativeImage;
  tray(state: TrayState): NativeImage;
  /** Over the program's button on the Windows task bar. */
  overlay(state: 'unread' | 'mention'): NativeImage;
}

/**
 * Loads the icons from `folder`. Beside each are versions for denser screens (such as `@2x`), which
 * Electron finds by their names.
 */
export function iconsIn(folder: string, platform: NodeJS.Platform): Icons {
  const load = (name: string) => nativeImage.createFromPath(path.join(folder, `${name}.png`));
  return {
    app: nativeImage.createFromDataURL(app),
    tray: (state) => load(`${state}-${trayDrawing(platform)}`),
    overlay: (state) => load(`overlay-${state}`),
  };
}

/** Windows wants 16 pixels, most panels of Linux 24; macOS colours a template itself. */
function trayDrawing(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Template';
  return platform === 'win32' ? '16' : '24';
}
