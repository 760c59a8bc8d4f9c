import { app, protocol } from 'electron';
import { linkIn } from './deep-link.ts';
import { startDesktop } from './desktop.ts';
import { isFirstInstance } from './single-instance.ts';
import { APP_PRIVILEGES } from './window/app-origin.ts';
import { guard } from './window/guards.ts';

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
