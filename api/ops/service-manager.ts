import { type ChildProcess, spawn } from 'node:child_process';
import { every } from '../lib/every.ts';

/** How many signs of life fit into the time after which the service manager ends the server. */
const SIGNS_IN_TIME = 4;

export interface ServiceManager {
  /** Tells, once, that the server has started, and from then on that it lives. */
  started(): void;
}

/**
 * Tells systemd that the server has started and lives (sd_notify(3)); undefined where it does not
 * ask. A sign of life follows only when `answer` has settled, and is sent by this event loop: where
 * either stands still, systemd ends the server and starts it again.
 */
export function findServiceManager(
  env: NodeJS.ProcessEnv,
  answer: () => Promise<unknown>,
): ServiceManager | undefined {
  const { NOTIFY_SOCKET, WATCHDOG_USEC } = env;
  if (NOTIFY_SOCKET === undefined) return undefined;
  const send = createSender(NOTIFY_SOCKET, env['PATH']);
  const watchdogMs = Number(WATCHDOG_USEC ?? 0) / 1000;
  let hasStarted = false;

  async function showLife(): Promise<void> {
    await answer().catch(() => undefined);
    send('WATCHDOG=1');
  }

  return {
    started() {
      if (hasStarted) return;
      hasStarted = true;
      send('READY=1');
      if (watchdogMs > 0) every(watchdogMs / SIGNS_IN_TIME, showLife, () => undefined);
    },
  };
}

/**
 * Node.js has no datagram sockets of Unix. A shell hands each line to systemd's own program, and is
 * kept, since a server that has no file handle left could not start one.
 */
function createSender(socket: string, path = '/usr/bin:/bin'): (state: string) => void {
  let shell: ChildProcess | undefined;

  function startShell(): ChildProcess {
    const started = spawn(
      '/bin/sh',
      ['-c', 'while read -r state; do systemd-notify "$state"; done'],
      {
        env: { PATH: path, NOTIFY_SOCKET: socket },
        stdio: ['pipe', 'ignore', 'ignore'],
      },
    );
    const forget = () => {
      if (shell === started) shell = undefined;
    };
    started.on('error', forget);
    started.on('exit', forget);
    started.stdin?.on('error', forget);
    return started;
  }

  return (state) => {
    shell ??= startShell();
    shell.stdin?.write(`${state}\n`);
  };
}
