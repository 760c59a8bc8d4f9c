import os from 'node:os';
import type { App } from 'electron';
import type { Note } from './log.ts';

/** Notes the program's start and end, and what fails in it. */
export function noteProgram(app: App, note: Note): void {
  note(`start: ${describeProgram(app).join(', ')}`);
  app.on('quit', (_event, exitCode) => note(`end: ${exitCode}`));
  app.on('render-process-gone', (_event, _page, { reason, exitCode }) => {
    note(`page: gone, ${reason} ${exitCode}`, reason === 'clean-exit' ? 'info' : 'error');
  });
  app.on('child-process-gone', (_event, { type, name, reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    note(`process: ${name ?? type} gone, ${reason} ${exitCode}`, 'error');
  });
  // Beside what Electron does of itself: a dialog for the one, a warning for the other.
  process.on('uncaughtExceptionMonitor', (error) => note(`program: ${error.stack}`, 'error'));
  process.on('unhandledRejection', (error) => {
    console.error(error);
    note(`program: ${error instanceof Error ? error.stack : error}`, 'error');
  });
}

/** The versions on which it depends how the client behaves. */
export function describeProgram(app: App): string[] {
  const { electron, chrome } = process.versions;
  return [
    `Workspace ${app.getVersion()}`,
    `Electron ${electron}`,
    `Chromium ${chrome}`,
    `${os.type()} ${os.release()} ${process.arch}`,
  ];
}
