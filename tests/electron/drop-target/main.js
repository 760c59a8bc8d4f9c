// Another program, on which files are dropped: writes a line with where that is on the screen to
// DROPPED_FILE, and one with the files of each drop.
import fs from 'node:fs';
import path from 'node:path';
import { app, BrowserWindow, ipcMain } from 'electron/main';

const note = (line) => fs.appendFileSync(process.env.DROPPED_FILE, `${JSON.stringify(line)}\n`);
ipcMain.on('dropped', (_event, files) => {
  note(files.map((file) => ({ file, text: fs.readFileSync(file, 'utf8') })));
});
// Not awaited: Electron is not ready before this module has run.
app.whenReady().then(async () => {
  const window = new BrowserWindow({
    ...{ x: 1100, y: 100, width: 400, height: 400 },
    webPreferences: { preload: path.join(import.meta.dirname, 'preload.cjs') },
  });
  await window.loadURL('data:text/html,<title>Drop target</title>');
  const { x, y } = window.getContentBounds();
  note({ x: x + 200, y: y + 200 });
});
