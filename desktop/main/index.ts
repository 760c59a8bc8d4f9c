import { app, protocol } from 'electron';
import { APP_PRIVILEGES } from './app-origin.ts';
import { linkIn } from './deep-link.ts';
import { startDesktop } from './desktop.ts';
import { guard } from './guards.ts';
import { isFirstInstance } from './single-instance.ts';

app.setName('Workspace');
if (isFirstInstance(app)) {
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged([APP_PRIVILEGES]);
  guard(app);
  startDesktop(linkIn(process.argv)).catch((error: unknown) => {
    console.error(error);
    app.exit(1);
  });
} else app.exit(0);
