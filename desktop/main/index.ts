import path from 'node:path';
import { app, crashReporter, protocol } from 'electron';
import { linkIn } from './deep-link.ts';
import { startDesktop } from './desktop.ts';
import { fixUserData, isFirstInstance } from './single-instance.ts';
import { pruneCrashDumps } from './support/crash-dumps.ts';
import { openLog } from './support/log.ts';
import { noteProgram } from './support/note-program.ts';
import { APP_PRIVILEGES } from './window/app-origin.ts';
import { guard } from './window/guards.ts';

app.setName('Workspace');
fixUserData(app);
const log = openLog(path.join(app.getPath('userData'), 'logs'));
if (isFirstInstance(app, log.note)) {
  noteProgram(app, log.note);
  crashReporter.start({ uploadToServer: false });
  pruneCrashDumps(app.getPath('crashDumps'));
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([APP_PRIVILEGES]);
  guard(app);
  startDesktop(linkIn(process.argv), log).catch((error: unknown) => {
    console.error(error);
    log.note(`program: ${error}`, 'error');
    app.exit(1);
  });
} else app.exit(0);
