import { askBus } from './session-bus.ts';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const READ_PROPERTY = {
  name: WATCHER,
  path: '/StatusNotifierWatcher',
  method: 'org.freedesktop.DBus.Properties.Get',
};

/**
 * Whether the desktop shows tray icons at this moment, so that a hidden window can be had back. A
 * plain GNOME does not (StatusNotifierItem specification, "StatusNotifierWatcher").
 */
export async function showsTrayIcons(platform: NodeJS.Platform): Promise<boolean> {
  if (platform !== 'linux') return true;
  const property = [`string:${WATCHER}`, 'string:IsStatusNotifierHostRegistered'];
  return (await askBus(READ_PROPERTY, ...property))?.includes('true') === true;
}
