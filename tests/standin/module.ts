import electron from './electron.ts';

/** By the names that the app imports. */
export const {
  app,
  BrowserWindow,
  clipboard,
  crashReporter,
  dialog,
  ipcMain,
  Menu,
  MenuItem,
  nativeImage,
  nativeTheme,
  net,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  webContents,
} = electron;
export default electron;
/** What `require('electron')` gives. */
export { electron as 'module.exports' };
