import { Menu, Tray } from 'electron';
import type { ShownState } from '../../bridge.ts';
import type { Words } from '../words.ts';
import type { Icons, TrayState } from './icons.ts';

export interface AppTray {
  show(state: ShownState, words: Words): void;
}

/** The icon in the notification area: shows connection and unread counts, and offers to quit. */
export function createTray({
  icons,
  onOpen,
  onQuit,
}: {
  icons: Icons;
  onOpen(): void;
  onQuit(): void;
}): AppTray {
  const tray = new Tray(icons.tray('offline'));
  tray.on('click', onOpen);
  return {
    show(state, words) {
      const description = describe(state, words);
      tray.setImage(icons.tray(drawingFor(state)));
      tray.setToolTip(`Workspace · ${description}`);
      tray.setContextMenu(
        Menu.buildFromTemplate([
          { label: description, enabled: false },
          { type: 'separator' },
          { label: words('tray.open'), click: onOpen },
          { label: words('tray.quit'), click: onQuit },
        ]),
      );
    },
  };
}

/** Describes the state in one line, for tooltips and screen readers. */
export function describe({ connection, messages, mentions }: ShownState, words: Words): string {
  const parts = [words(`state.${connection}`)];
  if (messages > 0) parts.push(words('unread', messages));
  if (mentions > 0) parts.push(words('mentions', mentions));
  return parts.join(' · ');
}

function drawingFor({ connection, messages, mentions }: ShownState): TrayState {
  if (connection === 'reconnecting' || connection === 'signed-out') return 'offline';
  if (mentions > 0) return 'mention';
  return messages > 0 ? 'unread' : 'plain';
}
