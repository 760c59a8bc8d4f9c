// Stands for Electron's own default app, which the fetched package leaves out: runs the app whose
// folder is the first argument that is no switch.
import fs from 'node:fs';
import path from 'node:path';
import url from 'node:url';
import { app } from 'electron/main';
import './asynchronous-safe-storage.js';

const folder = process.argv.slice(1).find((argument) => !argument.startsWith('-'));
const { version, productName, desktopName, main } = JSON.parse(
  fs.readFileSync(path.join(folder, 'package.json'), 'utf8'),
);
Object.defineProperty(process, 'defaultApp', { enumerable: true, value: true });
app.setVersion(version);
app.name = productName;
app.setDesktopName(desktopName);
app.setAppPath(folder);
await import(url.pathToFileURL(path.join(folder, main)));
